// What Twilio's own calculator makes of each text.
//
//   npm install --prefix DIR sms-segments-calculator@1.3.0
//   node make_segments_reference.mjs DIR < texts.jsonl > answers.jsonl
//
// A line in is {"text": ...}; a line out adds its encoding and the units of each part. The reference
// table can be its own input: add a line with a text, run, and put the result in its place.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2]), "from-here.cjs"));
const { SegmentedMessage } = require("sms-segments-calculator");

for await (const line of createInterface({ input: process.stdin })) {
  const { text } = JSON.parse(line);
  const message = new SegmentedMessage(text);
  const bits = message.encodingName === "GSM-7" ? 7 : 16;
  const units = message.segments.map((part) => part.messageSizeInBits() / bits);
  const answer = JSON.stringify({ text, encoding: message.encodingName, units });
  process.stdout.write(`${answer.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`); // they end lines
}
