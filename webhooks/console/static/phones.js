// Two phones in the browser. What is typed goes to the hooks of the simulator; each phone keeps its own
// transcript for as long as the tab lives, so a reload loses nothing.

const BEAT = { sms: 2100, telegram: 700 }; // milliseconds between two looks for new messages
const SOON = 150; // and after a message was sent: an answer is on its way
const WAITS = [0, 1000, 3000]; // before each try to send; the name of the message stays the same
const TICK = "✅"; // before a choice that is picked; a machine without emoji draws nothing there
const TIMEOUT = 15000;
const KEPT = 300; // messages in a transcript

const bench = document.querySelector("[data-words]");
const words = JSON.parse(bench.dataset.words);
const NOT_ARRIVED = { failed: words.failed, refused: words.refused };

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const clock = () => new Date().toTimeString().slice(0, 5);
const tongue = (text) => (/[\u1780-\u17ff]/.test(text) ? "km" : "en");
const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** A name nobody else has. Not randomUUID: that is missing where the page comes over plain HTTP. */
const freshName = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// What a phone remembers

const newborn = () => ({ person: freshName(), after: 0, seen: [], entries: [] });

function recall(kind) {
  try {
    const memory = JSON.parse(sessionStorage.getItem(`yobal.${kind}`)) ?? newborn();
    for (const entry of memory.entries) if (entry.state === "sending") entry.state = "failed";
    return memory;
  } catch {
    return newborn(); // storage is closed or spoilt: begin anew
  }
}

function keep(kind, memory) {
  for (const list of [memory.entries, memory.seen]) list.splice(0, list.length - KEPT);
  try {
    sessionStorage.setItem(`yobal.${kind}`, JSON.stringify(memory));
  } catch {
    // storage is closed or full: the phone still works until the page is left
  }
}

// What an SMS costs while it is typed. The bill is the server's; this is what an old phone shows.

const PLAIN = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const DOUBLE = "^{}\\[~]|€";

function cost(text) {
  const narrow = [...text].every((sign) => PLAIN.includes(sign) || DOUBLE.includes(sign));
  const units = narrow ? [...text].reduce((sum, sign) => sum + (DOUBLE.includes(sign) ? 2 : 1), 0) : text.length;
  const [alone, joined] = narrow ? [160, 153] : [70, 67];
  const n = units <= alone ? 1 : Math.ceil(units / joined);
  return { units, n, room: n === 1 ? alone : n * joined };
}

// What a message looks like

function saidBy(entry) {
  if (!entry.mine) return { text: entry.content.text, sign: entry.content.voice ? "play" : "" };
  const { text, start, voice, location, sticker, photo } = entry.say;
  if (location) return { text: fill(words.place, { where: location.join(", ") }), sign: "place" };
  if (voice) return { text: words.voice, sign: "play" };
  if (sticker) return { text: words.sticker, sign: "sticker" };
  if (photo) return { text: words.photo, sign: "photo" };
  return { text: text ?? (start === undefined ? entry.label : `/start ${start}`.trim()), sign: "" };
}

function costOf(entry, kind) {
  if (kind !== "sms") return "";
  return entry.mine ? fill(words.cost.mine, cost(entry.say.text ?? "")) : fill(words.cost.theirs, { n: entry.segments });
}

/** Change only what differs: what is read aloud and what has the focus stays in place. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Words with their language, so that they are read aloud in it and Khmer has its room between the lines. */
function write(element, text) {
  put(element, text);
  element.lang = tongue(text);
}

function fillIn(element, entry, kind) {
  const { text, sign } = saidBy(entry);
  const find = (selector) => element.querySelector(selector);
  element.classList.add(entry.mine ? "mine" : "theirs");
  element.dataset.state = entry.state ?? "sent";
  write(find(".words"), text);
  find(".sign").toggleAttribute("hidden", !sign);
  find(".wave").toggleAttribute("hidden", sign !== "play");
  if (sign) find(".sign use").setAttribute("href", `#${sign}`);
  put(find(".cost"), costOf(entry, kind));
  put(find("time"), entry.at);
  fillFailure(element, entry.state);
  if (kind === "telegram" && !entry.mine) fillChoices(find(".choices"), entry.content);
}

function fillFailure(element, state) {
  element.querySelector(".failure")?.remove();
  if (!(state in NOT_ARRIVED)) return;
  const failure = element.appendChild(copy("failure"));
  failure.querySelector(".why").textContent = NOT_ARRIVED[state];
  failure.querySelector(".again").hidden = state === "refused"; // the same words would be refused again
}

function fillChoices(box, content) {
  const wanted = content.buttons.length;
  box.querySelectorAll("[data-tap]").forEach((button, place) => place >= wanted && button.remove());
  content.buttons.forEach(([label, data], place) => {
    const button = box.querySelectorAll("[data-tap]")[place] ?? box.appendChild(choice());
    button.dataset.tap = data;
    button.classList.toggle("picked", label.startsWith(TICK));
    write(button, label);
  });
  box.querySelector("[data-say]")?.remove();
  if (content.share_location) box.append(copy("place-button"));
}

const choice = () => Object.assign(document.createElement("button"), { type: "button", className: "choice" });

// What was recorded

function answerLine(answer) {
  const line = copy("answer");
  const outcome = words.outcomes[answer.outcome] ?? answer.outcome;
  const said = { ".question": answer.question, ".value": answer.answer, ".outcome": outcome, q: answer.raw, time: answer.at };
  for (const [place, text] of Object.entries(said)) write(line.querySelector(place), text ?? "");
  line.querySelector(".raw").hidden = !answer.raw;
  line.dataset.outcome = answer.outcome;
  return line;
}

class Phone {
  constructor(stand) {
    this.kind = stand.dataset.phone;
    this.stand = stand;
    this.log = stand.querySelector(".log");
    this.field = stand.querySelector("textarea");
    this.record = document.querySelector(`[data-record="${this.kind}"]`);
    this.turns = Promise.resolve(); // messages leave one after another, in the order they were written
    stand.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    stand.querySelector("form").addEventListener("submit", (event) => this.submitted(event));
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.field.addEventListener("input", () => this.count());
    this.handTo(recall(this.kind));
    this.watch();
  }

  /** The phone is `memory.person`'s from now on. */
  handTo(memory) {
    this.memory = memory;
    this.recorded = "";
    this.known = new Set();
    this.log.replaceChildren();
    this.field.value = "";
    keep(this.kind, memory);
    memory.entries.forEach((entry) => this.draw(entry));
    this.stand.dataset.begun = memory.entries.length ? "yes" : "no";
    this.stand.querySelector(".clock").textContent = clock();
    this.count();
    this.look();
  }

  pressed(button) {
    if (!button) return;
    const { say, tap, key } = button.dataset;
    if (say) this.send(JSON.parse(say));
    else if (tap) this.tap(tap, button.textContent);
    else if (key) this.type(key);
    else if (button.matches(".again")) this.post(this.entry(button.closest(".message").dataset.name));
    else if (button.matches(".fresh")) this.renew();
    if (button.matches(".choice[data-say]")) this.log.focus(); // the button goes with the next message
  }

  submitted(event) {
    event.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return this.field.focus();
    this.field.value = "";
    this.count();
    this.send({ text });
  }

  keyed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.field.form.requestSubmit();
  }

  type(key) {
    this.field.value = key === "back" ? [...this.field.value].slice(0, -1).join("") : this.field.value + key;
    this.count();
  }

  count() {
    const counter = this.stand.querySelector(".counter");
    if (counter) put(counter, fill(words.counter, cost(this.field.value)));
    else this.field.rows = Math.min(4, this.field.value.split("\n").length);
  }

  renew() {
    this.handTo(newborn());
    this.tell(words.person);
  }

  tell(text) {
    put(this.stand.querySelector("[data-tells]"), text);
  }

  tap(data, label) {
    const cut = data.indexOf(":");
    this.send({ tap: { turn: Number(data.slice(0, cut)), says: data.slice(cut + 1) } }, label);
  }

  send(say, label = "") {
    const entry = { name: freshName(), mine: true, say, label, at: clock() };
    this.memory.entries.push(entry);
    this.post(entry);
  }

  /** Send `entry` when those before it have gone; again and again under the same name until it is taken. */
  post(entry) {
    const memory = this.memory;
    this.settle(entry, "sending");
    this.turns = this.turns.then(async () => {
      for (const wait of WAITS) {
        await pause(wait);
        if (memory !== this.memory) return; // another person holds the phone
        const state = await this.attempt(entry, memory);
        if (memory !== this.memory) return;
        if (state !== "failed") return this.settle(entry, state);
      }
      this.settle(entry, "failed");
    });
  }

  async attempt(entry, memory) {
    const body = JSON.stringify({ phone: memory.person, id: entry.name, ...entry.say });
    const headers = { "Content-Type": "application/json" };
    try {
      const response = await fetch(this.stand.dataset.hook, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT) });
      if (!response.ok) return response.status < 500 && response.status !== 429 ? "refused" : "failed";
      const { replies = [] } = JSON.parse((await response.text()) || "{}");
      if (memory === this.memory) replies.forEach((reply) => this.receive(reply.id, reply, reply.segments));
      return "sent";
    } catch {
      return "failed"; // no connection, or no answer in time
    }
  }

  settle(entry, state) {
    entry.state = state;
    keep(this.kind, this.memory);
    this.draw(entry);
    if (state === "sent") this.expect();
    if (state in NOT_ARRIVED) this.tell(NOT_ARRIVED[state]);
  }

  /** Show a message of Yobal: one `id`, one bubble. What replaces goes where the last buttons stand; what closes takes them away. */
  receive(id, content, segments) {
    const { seen, entries } = this.memory;
    if (seen.includes(`${id}`)) return;
    seen.push(`${id}`);
    const last = entries.findLast((entry) => entry.content?.buttons.length);
    const open = content.replaces && last;
    if (content.closes && last && !open) {
      last.content = { ...last.content, buttons: [] };
      this.draw(last);
    }
    const entry = open || { name: freshName(), mine: false, at: clock() };
    Object.assign(entry, { content, segments });
    if (!open) entries.push(entry);
    keep(this.kind, this.memory);
    this.draw(entry);
  }

  entry(name) {
    return this.memory.entries.find((entry) => entry.name === name);
  }

  draw(entry) {
    this.stand.dataset.begun = "yes";
    const quiet = entry.mine && entry.say.tap && !(entry.state in NOT_ARRIVED); // a tap leaves no message
    let element = this.log.querySelector(`[data-name="${entry.name}"]`);
    if (quiet) return element?.remove();
    const held = element?.contains(document.activeElement);
    const isNew = !element;
    element ??= this.log.appendChild(copy("message"));
    element.dataset.name = entry.name;
    fillIn(element, entry, this.kind);
    if (held && !element.contains(document.activeElement)) this.log.focus(); // the button pressed is gone
    if (isNew || entry.state in NOT_ARRIVED) this.show(element);
  }

  /** Roll to the newest message, but never past its beginning. */
  show(element) {
    this.log.scrollTop = Math.min(element.offsetTop - 8, this.log.scrollHeight);
  }

  /** Ask for new messages for ever: at each beat, rarely when Yobal does not answer, never while out of sight. */
  async watch() {
    for (let failures = 0; ; ) {
      await pause(BEAT[this.kind] * 2 ** Math.min(failures, 4));
      if (document.hidden) await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));
      if (this.stand.dataset.begun === "no") continue;
      failures = (await this.poll()) ? 0 : failures + 1;
      this.warn(failures > 1);
    }
  }

  async poll() {
    const memory = this.memory;
    const news = await this.ask(`messages?after=${memory.after}`);
    if (memory !== this.memory || !news) return Boolean(news);
    for (const { id, content, segments } of news.messages) {
      if (id <= memory.after) continue;
      memory.after = id;
      this.receive(id, content, segments);
    }
    if (news.messages.length) this.look();
    return true;
  }

  /** What was said is recorded by now, and its answer is about to come. */
  expect() {
    this.look();
    setTimeout(() => this.poll(), SOON);
  }

  warn(down) {
    const strip = this.stand.querySelector(".down");
    if (down && strip.hidden) this.tell(words.down);
    strip.hidden = !down;
  }

  /** Fetch what is recorded of this person and show it, with what is new marked. */
  async look() {
    const memory = this.memory;
    const found = memory.entries.length ? await this.ask("answers") : { answers: [] };
    const seen = JSON.stringify(found);
    if (!found || memory !== this.memory || seen === this.recorded) return;
    this.recorded = seen;
    this.showRecord(found);
  }

  showRecord({ answers, phase, language }) {
    const find = (selector) => this.record.querySelector(selector);
    const lines = answers.map(answerLine);
    lines.forEach((line, place) => line.classList.toggle("new", !this.known.has(JSON.stringify(answers[place]))));
    this.known = new Set(answers.map((answer) => JSON.stringify(answer)));
    find(".answers").replaceChildren(...lines);
    find(".answers").scrollTop = find(".answers").scrollHeight;
    this.record.dataset.filled = answers.length ? "yes" : "no";
    put(find("[data-count]"), answers.length ? fill(words.answers.some, { n: answers.length }) : words.answers.none);
    put(find("[data-phase]"), words.phases[phase] ?? phase ?? "");
    put(find("[data-tongue]"), phase ? (words.languages[language] ?? "") : "");
    find("[data-tongue]").lang = language ?? "";
  }

  /** What the console says about this phone; null where it cannot be had. */
  async ask(what) {
    try {
      const response = await fetch(`/phones/${this.memory.person}/${what}`, { signal: AbortSignal.timeout(TIMEOUT) });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}

document.querySelectorAll("[data-phone]").forEach((stand) => new Phone(stand));
