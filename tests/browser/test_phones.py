"""The two phones and the door of the console, in a real Chromium over `yobal serve --demo --with-worker`."""

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.core.wording import Language, Wording
from tests.browser.chromium import open_page
from tests.browser.conftest import Open
from tests.browser.demo import Demo
from tests.browser.talks import EVERYBODY, WAY, WISH, Tapper, Texter, recorded, resident

ANSWERING = Wording(km="កំពុងឆ្លើយ", en="answering")
FINISHED = Wording(km="បានបញ្ចប់", en="finished")
NARROW = 360  # CSS pixels: the phones most people have
PAGES = ("/", "/signin", "/signin/a-link", "/today")

each_language = pytest.mark.parametrize("language", ["km", "en"])
each_resident = pytest.mark.parametrize(("kind", "language"), EVERYBODY)


# --- The whole way -------------------------------------------------------------------------------------------


@each_resident
def test_a_resident_answers_the_whole_consultation(visit: Open, kind: str, language: Language) -> None:
    """By SMS in words, on Telegram by taps and a voice note: each answer stands beside the phone as it comes."""
    one = resident(visit("/", language=language), kind, language)
    one.begin()
    for number in range(len(WAY)):
        one.take(WAY[number])
        one.shows(len(recorded(WAY[: number + 1], language, "")))
    one.is_at(FINISHED)
    assert one.answers == recorded(WAY, language, WISH.to(language) if kind == "sms" else "")


def test_only_the_newest_question_has_buttons(visit: Open) -> None:
    """A keyboard is closed when it is answered; what is picked is marked in the message itself, and no more comes."""
    one = Tapper(visit("/", language="en"), "en")
    one.begin()
    one.take(WAY[0])
    one.take(WAY[1])
    said = one.log.locator(".message").count()
    one.tap("3")
    one.tap("1")
    assert one.log.locator(".message").count() == said
    assert one.log.locator(".message:has([data-tap])").count() == 1
    picked = one.log.locator(".picked")
    assert [tap.partition(":")[2] for tap in picked.evaluate_all("all => all.map(b => b.dataset.tap)")] == ["1", "3"]
    one.tap("3")
    expect(picked).to_have_count(1)


@pytest.mark.parametrize("kind", ["sms", "telegram"])
def test_a_reload_keeps_the_phone(visit: Open, kind: str) -> None:
    """Messages, answers and the open question are there again, and the talk goes on."""
    page = visit("/", language="en")
    one = resident(page, kind, "en")
    one.begin()
    for step in WAY[:3]:
        one.take(step)
    one.shows(4)
    said = one.log.locator(".words").all_text_contents()
    page.reload()
    assert one.log.locator(".words").all_text_contents() == said
    one.shows(4)
    one.take(WAY[3])
    one.shows(5)
    one.is_at(ANSWERING)


def test_the_phones_belong_to_two_people(visit: Open) -> None:
    """What is said on the one is not recorded of the other, and a new person begins without a past."""
    page = visit("/", language="en")
    texter, tapper = Texter(page, "en"), Tapper(page, "en")
    texter.begin()
    for step in WAY[:2]:
        texter.take(step)
    texter.shows(1)
    tapper.begin()
    tapper.shows(0)
    texter.phone.locator(".fresh").click()
    texter.shows(0)
    assert texter.log.locator(".message").count() == 0


# --- How it is drawn -----------------------------------------------------------------------------------------

_LOADED = "() => document.fonts.ready.then(() => document.fonts.check('16px \"Noto Sans Khmer\"', 'ស្ត្រី'))"
_FROM_US = "() => performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('.woff2'))"
_WIDTH = """family => {
  const span = document.body.appendChild(document.createElement("span"));
  Object.assign(span.style, { font: `40px ${family}`, position: "absolute", whiteSpace: "nowrap" });
  span.textContent = "ស្ត្រី";
  const width = span.getBoundingClientRect().width;
  span.remove();
  return width;
}"""


@pytest.mark.parametrize("path", ["/", "/today"])
def test_khmer_is_drawn_with_our_own_letters(visit: Open, demo: Demo, path: str) -> None:
    """The font comes from Yobal and is used: ស្ត្រី is one cluster, narrower than its six signs side by side."""
    page = visit(path, language="km", expecting=["401"])
    assert page.evaluate(_LOADED)
    assert page.evaluate(_FROM_US) == [f"{demo.url}/console/static/fonts/noto-sans-khmer.woff2"]
    ours, without = (page.evaluate(_WIDTH, family) for family in ('"Noto Sans Khmer"', '"no such font", monospace'))
    assert ours != without
    assert 0 < ours < 2 * 40  # the subscripts stand below and the vowel above: no six boxes in a row


@each_language
@pytest.mark.parametrize("path", PAGES)
def test_a_small_screen_never_scrolls_sideways(visit: Open, path: str, language: Language) -> None:
    """Everything fits into 360 pixels."""
    page = visit(path, language=language, width=NARROW, expecting=["401"])
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


# --- Who cannot see or use a mouse ---------------------------------------------------------------------------

_NAMELESS = """() => [...document.querySelectorAll("a, button, textarea, input, select, [role]")]
  .filter(e => e.checkVisibility() && !["presentation", "none", "status"].includes(e.getAttribute("role")))
  .filter(e => !(e.ariaLabel || e.labels?.length || (e.getAttribute("aria-labelledby") ?? "").split(" ")
    .some(id => document.getElementById(id)?.textContent.trim()) || e.textContent.trim()))
  .map(e => e.outerHTML)"""
_PICTURES = """() => [...document.querySelectorAll("img, svg")]
  .filter(e => e.checkVisibility() && !e.alt && !e.closest("[aria-hidden=true]") && e.getAttribute("role") !== "img")
  .map(e => e.outerHTML)"""


_CONTRASTS = """() => {
  const rgb = text => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = colour => colour.slice(0, 3).map(v => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const style = getComputedStyle(e), colour = rgb(style.backgroundColor);
      if (style.backgroundImage !== "none" && style.backgroundImage.includes("gradient")) return null;
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const back = own && e.checkVisibility() ? ground(e) : null;
    if (!back) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(back)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${e.className} ${e.textContent.trim().slice(0, 30)}`);
  }
  return found;
}"""


def assert_is_for_everybody(page: Page) -> None:
    """Every control has a name, every picture too or is for the eye alone, and words stand out from their ground.

    The contrast is at least 4.5 to 1 (WCAG 2.2, 1.4.3) on every ground of one colour.
    """
    assert page.evaluate(_NAMELESS) == []
    assert page.evaluate(_PICTURES) == []
    assert page.evaluate(_CONTRASTS) == []


@each_language
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_everybody(visit: Open, path: str, language: Language) -> None:
    """Also for those who hear it read: it says its language, and one heading begins its one main part."""
    page = visit(path, language=language, expecting=["401"])
    assert_is_for_everybody(page)
    assert page.locator("h1").count() == 1
    assert page.locator("main h1").count() == 1
    assert page.locator("html").get_attribute("lang") == language


@each_language
def test_a_talk_is_for_everybody_on_a_small_screen(visit: Open, language: Language) -> None:
    """Long questions, their buttons and recorded answers fit into 360 pixels, named and legible."""
    page = visit("/", language=language, width=NARROW)
    one = Tapper(page, language)
    one.begin()
    for step in WAY[:3]:
        one.take(step)
    one.shows(4)
    assert one.keyboard().count() > 2
    assert_is_for_everybody(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("kind", ["sms", "telegram"])
def test_a_keyboard_alone_is_enough(visit: Open, kind: str) -> None:
    """Tab reaches the field and the buttons; Enter sends; what was focused is shown."""
    page = visit("/", language="en")
    one = resident(page, kind, "en")
    one.phone.locator(".empty button, .begin").first.focus()
    page.keyboard.press("Enter")
    expect(one.log.locator(".message.theirs")).to_have_count(1)
    one.phone.locator("textarea").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(one.log.locator(".message.theirs")).to_have_count(2)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# --- Signing in ----------------------------------------------------------------------------------------------


def test_the_printed_link_shows_today(browser: Browser, demo: Demo) -> None:
    """One link, one sign-in: its button opens Today, the menu leads out again, and the link is used up."""
    with open_page(browser, demo.sign_in, language="en", width=NARROW, expecting=["401", "410"]) as page:
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        assert_today_is_sound(page)
        page.get_by_role("link", name="ខ្មែរ").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("ថ្ងៃនេះ")
        assert_today_is_sound(page)
        page.get_by_role("button", name="ចាកចេញ").click()
        expect(page.locator("[data-phone]")).to_have_count(2)
        page.goto(f"{demo.url}/today")
        expect(page.get_by_role("heading", level=1)).to_have_text("សូមចូលប្រើ")
        page.goto(demo.sign_in)
        page.locator("main button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("តំណនេះប្រើលែងបានហើយ")


def assert_today_is_sound(page: Page) -> None:
    """Nothing nameless, faint or too wide on it, and the Khmer is said to be a draft."""
    assert_is_for_everybody(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    expect(page.locator(".sample")).to_contain_text("sample, Khmer not yet reviewed")
    expect(page.locator("table tbody")).to_have_count(2)
