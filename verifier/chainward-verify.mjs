#!/usr/bin/env node
// Chainward's verifier in one file. It tells whether an export of the audit log (a bundle or an Excel file) is what the log
// signed, with nothing but that file and the log's public key. It needs Node 18 or newer, no packages and no network:
//
//   node chainward-verify.mjs events.xlsx --vkey 'chainward/0123456789ab+01234567+AQ…'
//
// Exit codes: 0 ok, 10 broken, 11 partial, 12 unpinned, 16 unreadable, 1 could not look, 64 called wrongly. Browsers and other
// programs import `verifyExport` and `fromBlob` from it. Built without minifying from lib/ledger/verifier and verifier/src by
// scripts/build-verifier.mjs: read it.
//
// Copyright The Chainward authors. Licensed under the Apache License, Version 2.0:
// http://www.apache.org/licenses/LICENSE-2.0
// lib/ledger/verifier/bytes.ts
var encoder = new TextEncoder();
var decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var utf8 = (text2) => encoder.encode(text2);
function fromUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
function isSame(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
var HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function toHex(bytes) {
  let text2 = "";
  for (const byte of bytes) text2 += HEX[byte];
  return text2;
}
var digit = (code) => {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
};
function fromHex(text2) {
  if (text2.length % 2 !== 0) return null;
  const bytes = new Uint8Array(text2.length / 2);
  for (let i = 0; i < bytes.length; i += 1) {
    const high = digit(text2.charCodeAt(i * 2));
    const low = digit(text2.charCodeAt(i * 2 + 1));
    if (high < 0 || low < 0) return null;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}
var hashFromHex = (text2) => typeof text2 === "string" && text2.length === 64 ? fromHex(text2) : null;
var STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var URL_SAFE = `${STANDARD.slice(0, 62)}-_`;
var valuesOf = (alphabet) => {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < 64; i += 1) values[alphabet.charCodeAt(i)] = i;
  return values;
};
var STANDARD_VALUES = valuesOf(STANDARD);
var URL_VALUES = valuesOf(URL_SAFE);
function fromBase(text2, values) {
  const tail = text2.length % 4;
  if (tail === 1) return null;
  const bytes = new Uint8Array(Math.floor(text2.length * 3 / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text2.length; i += 1) {
    const value = values[text2.charCodeAt(i)] ?? -1;
    if (value < 0) return null;
    held = (held << 6 | value) & 65535;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = held >> bits;
      at += 1;
    }
  }
  return (held & (1 << bits) - 1) === 0 ? bytes : null;
}
var fromBase64Url = (text2) => fromBase(text2, URL_VALUES);
function fromBase64(text2) {
  if (text2.length % 4 !== 0) return null;
  const padding = text2.endsWith("==") ? 2 : text2.endsWith("=") ? 1 : 0;
  return fromBase(text2.slice(0, text2.length - padding), STANDARD_VALUES);
}

// lib/core/canonical-json.ts
var LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
var CanonicalError = class extends Error {
  constructor(path, problem) {
    super(`${path || "the record"} ${problem}`);
    this.path = path;
    this.problem = problem;
  }
  path;
  problem;
  name = "CanonicalError";
};
function text(value, path) {
  if (LONE_SURROGATE.test(value)) throw new CanonicalError(path, "holds a lone surrogate");
  return JSON.stringify(value);
}
function number(value, path, integersOnly) {
  if (!Number.isFinite(value)) throw new CanonicalError(path, "is not a finite number");
  if (integersOnly && !Number.isSafeInteger(value)) {
    throw new CanonicalError(
      path,
      Number.isInteger(value) ? "is an integer beyond ±(2^53−1)" : "is a number with a fraction"
    );
  }
  return Object.is(value, -0) ? "0" : String(value);
}
function write(value, path, depth, limits) {
  if (value === null) return "null";
  if (typeof value === "string") return text(value, path);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return number(value, path, limits.integersOnly);
  if (typeof value !== "object") throw new CanonicalError(path, `is a ${typeof value}, which JSON cannot hold`);
  if (depth >= limits.maxDepth) throw new CanonicalError(path, `lies deeper than ${limits.maxDepth} levels`);
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item, index) => write(item, `${path}[${index}]`, depth + 1, limits)).join(",")}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError(path, "is not a plain object");
  const members = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === void 0) continue;
    const memberPath = path ? `${path}.${key}` : key;
    members.push(`${text(key, memberPath)}:${write(member, memberPath, depth + 1, limits)}`);
  }
  return `{${members.join(",")}}`;
}
function canonicalize(value, { integersOnly = false, maxDepth = 128 } = {}) {
  return write(value, "", 0, { integersOnly, maxDepth });
}

// lib/ledger/whole-filter.ts
var isWhole = (filter) => Object.entries(filter).every(
  ([name, value]) => value === void 0 || (Array.isArray(value) ? value.length === 0 : name === "from" && value === 0)
);

// lib/ledger/verifier/sha256.ts
var K = new Uint32Array([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var BEGIN = [1779033703, 3144134277, 1013904242, 2773480762, 1359893119, 2600822924, 528734635, 1541459225];
var BLOCK = 64;
var W = new Int32Array(64);
function compress(state, bytes, at) {
  for (let i = 0, p = at; i < 16; i += 1, p += 4)
    W[i] = bytes[p] << 24 | bytes[p + 1] << 16 | bytes[p + 2] << 8 | bytes[p + 3];
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    W[i] = W[i - 16] + s0 + W[i - 7] + s1 | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const S1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t1 = h + S1 + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const S0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t2 = S0 + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + t1 | 0;
    d = c;
    c = b;
    b = a;
    a = t1 + t2 | 0;
  }
  state[0] = state[0] + a | 0;
  state[1] = state[1] + b | 0;
  state[2] = state[2] + c | 0;
  state[3] = state[3] + d | 0;
  state[4] = state[4] + e | 0;
  state[5] = state[5] + f | 0;
  state[6] = state[6] + g | 0;
  state[7] = state[7] + h | 0;
}
var Sha256 = class {
  state = Int32Array.from(BEGIN);
  block = new Uint8Array(BLOCK);
  held = 0;
  total = 0;
  reset() {
    this.state.set(BEGIN);
    this.held = 0;
    this.total = 0;
    return this;
  }
  update(bytes) {
    this.total += bytes.length;
    let at = 0;
    if (this.held > 0) {
      at = Math.min(BLOCK - this.held, bytes.length);
      this.block.set(at === bytes.length ? bytes : bytes.subarray(0, at), this.held);
      this.held += at;
      if (this.held < BLOCK) return this;
      compress(this.state, this.block, 0);
      this.held = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) compress(this.state, bytes, at);
    if (at < bytes.length) {
      this.block.set(bytes.subarray(at), 0);
      this.held = bytes.length - at;
    }
    return this;
  }
  digest() {
    this.block[this.held] = 128;
    this.block.fill(0, this.held + 1);
    if (this.held >= BLOCK - 8) {
      compress(this.state, this.block, 0);
      this.block.fill(0);
    }
    const view2 = new DataView(this.block.buffer);
    view2.setUint32(BLOCK - 8, Math.floor(this.total / 536870912));
    view2.setUint32(BLOCK - 4, this.total % 536870912 * 8);
    compress(this.state, this.block, 0);
    const out = new Uint8Array(32);
    const words2 = new DataView(out.buffer);
    for (let i = 0; i < 8; i += 1) words2.setInt32(i * 4, this.state[i]);
    return out;
  }
};
var shared = new Sha256();
function sha256(...parts) {
  shared.reset();
  for (const part of parts) shared.update(part);
  return shared.digest();
}

// lib/ledger/verifier/platform.ts
var CouldNotLook = class extends Error {
  name = "CouldNotLook";
};
var Unreadable = class extends Error {
  name = "Unreadable";
};
var ownPlatform = () => ({ subtle: globalThis.crypto?.subtle, hasher: () => new Sha256() });
var breathe = () => new Promise((done) => setTimeout(done));

// lib/ledger/verify/verdict.ts
var VERDICTS = {
  ok: 0,
  broken: 10,
  partial: 11,
  unpinned: 12,
  unanchored: 13,
  withheld: 14,
  missing: 15,
  unreadable: 16
};
var DAMAGES = {
  gap: "an event is missing",
  digest: "the record is not the one that was sealed",
  chain: "the event does not follow from the one before",
  leaf: "the stored leaf hash is not the entry’s",
  time: "the sealing time is earlier than the one before",
  form: "the record is not in canonical form",
  column: "a filter column does not say what the record says",
  tree: "a stored node of the tree is not what the events give",
  head: "the head is not where the log ends",
  checkpoint: "a signed checkpoint does not match the log",
  signature: "a checkpoint is not signed by the log’s key",
  origin: "event 0 does not name this log",
  anchor: "the log is not the one that was anchored outside",
  receipt: "an accepted event was not sealed",
  guard: "the database no longer refuses changes"
};

// lib/ledger/verifier/report.ts
var { gap, digest, chain, time, form, tree, checkpoint, signature, origin } = DAMAGES;
var DAMAGES2 = {
  gap,
  digest,
  chain,
  time,
  form,
  tree,
  checkpoint,
  signature,
  origin,
  order: "a row is not where its number belongs",
  export: "the export’s own event does not say what the file holds",
  cell: "a cell does not show what the record says"
};
var MOST_FINDINGS = 1e3;
var MOST_SHOWN = 300;
var brief = (text2) => text2.length > MOST_SHOWN ? `${text2.slice(0, MOST_SHOWN)}…` : text2;
var Findings = class {
  list = [];
  count = 0;
  first = null;
  add(seq, damage, detail, cell2) {
    this.count += 1;
    const shown = cell2 && { ...cell2, shown: brief(cell2.shown), recorded: brief(cell2.recorded) };
    const finding = { seq, damage, detail: brief(detail), ...shown && { cell: shown } };
    if (this.list.length < MOST_FINDINGS) this.list.push(finding);
    const earlier = seq !== null && (this.first?.seq == null || seq < this.first.seq);
    if (!this.first || earlier) this.first = finding;
  }
  /** Of those that name an event the lowest, else the first found. */
  get firstBad() {
    return this.first;
  }
};
var exitOf = (verdict) => VERDICTS[verdict];

// lib/ledger/verifier/header.ts
var FORMAT = "chainward-bundle/1";
var NEITHER = "It is neither a bundle nor an Excel export of Chainward.";
var Stop = class extends Error {
  constructor(damage, detail) {
    super(detail);
    this.damage = damage;
    this.detail = detail;
  }
  damage;
  detail;
  name = "Stop";
};
function parse(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    return void 0;
  }
}
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function readExactly(text2, names) {
  const value = parse(text2);
  if (!isObject(value) || JSON.stringify(value) !== text2) return null;
  const own = Object.keys(value);
  return own.length === names.length && own.every((name, at) => name === names[at]) ? value : null;
}
var isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
var NAMES = ["format", "origin", "vkeys", "checkpoint", "anchored", "filter", "contiguous", "rows"];
var isText = (value) => typeof value === "string";
var isTexts = (value) => Array.isArray(value) && value.every(isText);
function readHeader(text2) {
  const loose = parse(text2);
  const format = isObject(loose) ? loose.format : void 0;
  if (isText(format) && format !== FORMAT && /^chainward-bundle\/\d+$/.test(format))
    throw new Unreadable(`It is a ${brief(format)}, and this verifier reads ${FORMAT}: use a newer one.`);
  if (format !== FORMAT) throw new Unreadable(NEITHER);
  const header = readExactly(text2, NAMES);
  if (!header) throw new Stop("form", "the header is not written as the format says, or has fields it does not know");
  const { origin: origin2, vkeys, checkpoint: checkpoint2, anchored, filter, contiguous, rows } = header;
  const isWhole2 = isText(origin2) && isTexts(vkeys) && isText(checkpoint2) && (anchored === null || isText(anchored)) && isObject(filter) && typeof contiguous === "boolean" && isCount(rows);
  if (!isWhole2) throw new Stop("form", "a field of the header is not of its kind");
  return { origin: origin2, vkeys, checkpoint: checkpoint2, anchored, filter, contiguous, rows };
}

// lib/ledger/verifier/note.ts
var ED25519 = 1;
var idOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
function parseVerifierKey(vkey) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  const [, name = "", id = "", key = ""] = match ?? [];
  const bytes = match && fromBase64(key);
  if (bytes?.length !== 33 || bytes[0] !== ED25519) return null;
  const own = idOf(sha256(utf8(`${name}
`), bytes));
  return own === Number.parseInt(id, 16) ? { name, id: own, publicKey: bytes.slice(1) } : null;
}
function openNote(note) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return null;
  const signatures = [];
  for (const line of note.slice(split + 2, -1).split("\n")) {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = base64 ? fromBase64(base64) : null;
    if (!name || !bytes || bytes.length < 5) return null;
    signatures.push({ name, id: idOf(bytes), signature: bytes.slice(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}
function parseCheckpoint(signed) {
  const note = openNote(signed);
  const [origin2, size, root] = note?.text.split("\n") ?? [];
  const bytes = root ? fromBase64(root) : null;
  if (!note || !origin2 || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32) return null;
  return Number.isSafeInteger(Number(size)) ? { origin: origin2, size: Number(size), root: bytes, note } : null;
}
async function isGood(subtle, { publicKey }, text2, signature2) {
  let key;
  try {
    key = await subtle.importKey("raw", concat(publicKey), "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error instanceof Error && error.name === "NotSupportedError")
      throw new CouldNotLook("This program cannot check Ed25519 signatures; use a newer browser, or Node 18 or newer");
    return false;
  }
  return subtle.verify("Ed25519", key, concat(signature2), concat(utf8(text2))).catch(() => false);
}
async function checkSignature(note, keys, { subtle }) {
  let signed = "absent";
  for (const key of keys) {
    const claims = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
    if (claims.length === 0) continue;
    if (!subtle)
      throw new CouldNotLook("Signatures cannot be checked here: the page needs https, or to be opened as a file");
    for (const { signature: signature2 } of claims)
      if (await isGood(subtle, key, note.text, signature2)) return { signed: "good", by: key };
    signed = "bad";
  }
  return { signed, by: null };
}

// lib/ledger/verifier/check-event.ts
var detailsOf = ({ details }) => details && typeof details === "object" ? details : {};
var same = (a, b) => {
  try {
    return canonicalize(a) === canonicalize(b);
  } catch {
    return false;
  }
};
function checkCount(seq, details, header, seen, findings) {
  const { leaves, hasher } = seen;
  if (!leaves) return;
  const { count, sha256: sha2562, size } = details;
  const until = isCount(size) ? size : seq;
  const hash = hasher();
  let counted = 0;
  for (; counted < leaves.count - 1 && leaves.seq(counted) < until; counted += 1) hash.update(leaves.hash(counted));
  const later = leaves.count - 1 - counted;
  const others = header.contiguous ? counted : counted + later;
  if (count !== others) {
    const change = typeof count === "number" && count > others ? "removed" : "added";
    findings.add(seq, "export", `it counted ${String(count)} other rows, here are ${others}: rows were ${change}`);
  } else if (sha2562 !== toHex(hash.digest())) {
    findings.add(seq, "export", "its digest over the other rows is another: a row was changed or replaced");
  }
}
function checkExportEvent(last, header, seen, findings) {
  const envelope = last?.envelope;
  if (!last || !envelope || envelope.module !== "audit" || envelope.activity !== "exported") {
    const detail = "the last row is not the event of this export: it was removed, or rows after it added";
    findings.add(last?.seq ?? null, "export", detail);
    return null;
  }
  const { seq } = last;
  const details = detailsOf(envelope);
  if (envelope.status !== "success") findings.add(seq, "export", "it says that the export failed");
  if (header.rows !== seen.rows)
    findings.add(null, "export", `the header counts ${header.rows} rows, here are ${seen.rows}`);
  checkCount(seq, details, header, seen, findings);
  if (!same(details.filter, header.filter)) findings.add(seq, "export", "it names another filter than the header");
  if (header.contiguous !== isWhole(header.filter))
    findings.add(
      seq,
      "export",
      `it is ${header.contiguous ? "" : "not "}said to be whole, and its filter says otherwise`
    );
  const { name = "" } = envelope.actor ?? {};
  return {
    seq,
    by: String(name),
    at: envelope.occurredAt,
    count: isCount(details.count) ? details.count : seen.rows - 1
  };
}
function replacedKey({ envelope }) {
  const isChange = envelope?.module === "audit" && envelope.activity === "key_rotated";
  return isChange ? parseVerifierKey(String(detailsOf(envelope).oldVkey)) : null;
}
function checkFirstEvent({ seq, envelope }, header, findings) {
  if (seq !== 0 || !envelope) return { demo: false };
  const { origin: origin2, demo } = detailsOf(envelope);
  if (envelope.module !== "system" || envelope.activity !== "ledger_started" || origin2 !== header.origin)
    findings.add(0, "origin", `it names ${String(origin2)}`);
  return { demo: demo === true };
}

// lib/ledger/verifier/leaf.ts
var MAGIC = [67, 87, 76, 79, 71, 0, 0, 1];
var RECORD_DOMAIN = utf8("chainward/record/v1\n");
var NODE_PREFIX = Uint8Array.of(1);
var HASH = 32;
var ZERO_HASH = new Uint8Array(HASH);
var recordDigest = (record) => sha256(RECORD_DOMAIN, record);
var nodeHash = (left, right) => sha256(NODE_PREFIX, left, right);
var leaf = new Uint8Array(1 + 88);
leaf.set(MAGIC, 1);
var view = new DataView(leaf.buffer);
var putUint64 = (at, value) => {
  view.setUint32(at, Math.floor(value / 4294967296));
  view.setUint32(at + 4, value % 4294967296);
};
function leafHash({ seq, micros, prev, digest: digest2 }) {
  putUint64(9, seq);
  putUint64(17, micros);
  leaf.set(prev, 25);
  leaf.set(digest2, 57);
  return sha256(leaf);
}

// lib/ledger/verifier/tree-fold.ts
var Leaves = class {
  seqs = new Float64Array(1024);
  hashes = new Uint8Array(1024 * HASH);
  count = 0;
  push(seq, hash) {
    if (this.count === this.seqs.length) {
      const seqs = new Float64Array(this.count * 2);
      seqs.set(this.seqs);
      this.seqs = seqs;
      const hashes = new Uint8Array(this.count * 2 * HASH);
      hashes.set(this.hashes);
      this.hashes = hashes;
    }
    this.seqs[this.count] = seq;
    this.hashes.set(hash, this.count * HASH);
    this.count += 1;
  }
  seq = (at) => at < this.count ? this.seqs[at] : Number.POSITIVE_INFINITY;
  hash = (at) => this.hashes.slice(at * HASH, (at + 1) * HASH);
};
var levelOf = (width) => Math.round(Math.log2(width));
function splitOf(n) {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}
var isPowerOfTwo = (n) => splitOf(n + 1) === n;
var TreeFold = class {
  constructor(size, leaves, splitAt, older) {
    this.leaves = leaves;
    this.splitAt = splitAt;
    this.older = older;
    this.frames.push({ lo: 0, hi: size, middle: 0, left: null });
    this.advance();
  }
  leaves;
  splitAt;
  older;
  frames = [];
  next = 0;
  done = null;
  wanted = null;
  /** Which node comes next; null when the tree is whole. */
  get want() {
    if (!this.wanted) return null;
    const { lo, hi } = this.wanted;
    return { level: levelOf(hi - lo), index: lo / (hi - lo) };
  }
  give(hash) {
    const frame = this.wanted;
    if (!frame) return;
    this.wanted = null;
    this.deliver(this.plain(frame, hash));
    this.advance();
  }
  get root() {
    return this.done?.hash ?? null;
  }
  /** Of the beginning with as many leaves as `older[at]` says. */
  olderRoot(at) {
    return this.done?.upTo[at] ?? null;
  }
  plain({ lo, hi }, hash) {
    return { hash, upTo: this.older.map((size) => lo < size && size < hi ? null : hash) };
  }
  advance() {
    for (let frame = this.frames.at(-1); frame && !this.wanted; frame = this.frames.at(-1)) {
      const { lo, hi } = frame;
      const holdsRow = this.leaves.seq(this.next) < hi;
      const isSplit = this.splitAt !== null && lo < this.splitAt && this.splitAt < hi;
      if (holdsRow && hi - lo === 1) {
        this.deliver(this.plain(frame, this.leaves.hash(this.next)));
        this.next += 1;
      } else if (!holdsRow && !isSplit && isPowerOfTwo(hi - lo)) {
        this.wanted = frame;
      } else {
        frame.middle = lo + splitOf(hi - lo);
        this.frames.push({ lo, hi: frame.middle, middle: 0, left: null });
      }
    }
  }
  /** The part on top of the stack is known: it is the left half of what waits below, or completes it. */
  deliver(known2) {
    let part = known2;
    this.frames.pop();
    for (let parent = this.frames.at(-1); parent; parent = this.frames.at(-1)) {
      const { left, hi, middle } = parent;
      if (!left) {
        parent.left = part;
        this.frames.push({ lo: middle, hi, middle: 0, left: null });
        return;
      }
      part = this.join(parent, left, part);
      this.frames.pop();
    }
    this.done = part;
  }
  join({ lo, hi, middle }, left, right) {
    const hash = nodeHash(left.hash, right.hash);
    const upTo = this.older.map((size, at) => {
      if (size <= lo || size >= hi) return hash;
      if (size <= middle) return left.upTo[at] ?? null;
      const rest = right.upTo[at];
      return rest ? nodeHash(left.hash, rest) : null;
    });
    return { hash, upTo };
  }
};

// lib/ledger/verifier/check-rows.ts
var RowCheck = class {
  constructor(findings, contiguous) {
    this.findings = findings;
    this.contiguous = contiguous;
  }
  findings;
  contiguous;
  leaves = new Leaves();
  /** Without gap so far, and in rising order. */
  isRun = true;
  isRising = true;
  first = null;
  waiting = null;
  last = null;
  add(row) {
    const judged = { ...row, leaf: leafHash(row) };
    if (this.waiting) this.settle(this.waiting, judged);
    this.waiting = judged;
  }
  /** The last row; null when there was none. */
  finish() {
    const last = this.waiting;
    if (!last) return null;
    this.settle(last, null);
    this.waiting = null;
    return { ...last, seq: this.last?.seq ?? last.seq };
  }
  settle(row, next) {
    const { seq, leaf: leaf2 } = this.linked(this.numbered(row, next), next);
    this.place(seq, row);
    this.last = { seq, micros: row.micros, leaf: leaf2 };
    if (this.isRising) this.leaves.push(seq, leaf2);
  }
  /** A changed number is found where the neighbours tell which one it was. */
  numbered(row, next) {
    if (!next || isSame(next.prev, row.leaf)) return row;
    for (const seq of [(this.last?.seq ?? -1) + 1, next.seq - 1]) {
      if (seq === row.seq || seq < 0) continue;
      const leaf2 = leafHash({ ...row, seq });
      if (!isSame(next.prev, leaf2)) continue;
      const numbers = { shown: String(row.seq), recorded: String(seq) };
      if (row.place) {
        const cell2 = { ...row.place, column: "Seq", ...numbers };
        this.findings.add(seq, "cell", `Seq shows ${row.seq}, recorded is ${seq}`, cell2);
      } else this.findings.add(seq, "order", `it stands as ${row.seq} in the file`);
      return { ...row, seq, leaf: leaf2 };
    }
    return row;
  }
  /** The chain, where the row before is its predecessor. */
  linked(row, next) {
    const before = this.last;
    if (row.seq === 0 && !isSame(row.prev, ZERO_HASH))
      this.findings.add(0, "chain", "before the first event there is no other");
    if (!before || row.seq !== before.seq + 1 || isSame(row.prev, before.leaf)) return row;
    const mended = leafHash({ ...row, prev: before.leaf });
    if (next && isSame(next.prev, mended)) {
      this.findings.add(row.seq, "chain", "the hash of the event before was changed");
      return { ...row, leaf: mended };
    }
    this.findings.add(before.seq, "digest", `record, number or time differ from what event ${row.seq} follows`);
    return row;
  }
  place(seq, { micros }) {
    this.first ??= seq;
    const last = this.last;
    if (!last) return;
    if (seq <= last.seq) {
      this.isRising = false;
      this.isRun = false;
      this.findings.add(seq, "order", `it stands after event ${last.seq}`);
      return;
    }
    if (micros < last.micros) this.findings.add(seq, "time", "sealing times never fall");
    if (seq === last.seq + 1) return;
    this.isRun = false;
    const missing = seq - last.seq - 1;
    if (this.contiguous)
      this.findings.add(
        last.seq + 1,
        "gap",
        `after ${last.seq} comes ${seq}, so ${missing === 1 ? "one is" : `${missing} are`} not here`
      );
  }
};

// lib/ledger/verifier/check-signed.ts
var known = (vkeys) => vkeys.flatMap((vkey) => {
  const key = parseVerifierKey(vkey);
  return key ? [key] : [];
});
async function checkOlder(note, from, newest, keys, platform, findings, remarks) {
  const checkpoint2 = parseCheckpoint(note);
  const whose = from === "file" ? "the older checkpoint in the file" : "the checkpoint you gave";
  if (!checkpoint2) {
    if (from === "file") findings.add(null, "checkpoint", `${whose} cannot be read`);
    else remarks.push("The checkpoint you gave is no signed checkpoint, so nothing was compared with it.");
    return [];
  }
  if (checkpoint2.origin !== newest.origin) {
    if (from === "file") findings.add(null, "origin", `${whose} is of another log, ${checkpoint2.origin}`);
    else
      remarks.push(`The checkpoint you gave is of another log (${checkpoint2.origin}): nothing was compared with it.`);
    return [];
  }
  if (checkpoint2.size > newest.size) {
    if (from === "file") findings.add(null, "checkpoint", `${whose} covers more events than the file’s own`);
    else
      remarks.push(
        `The checkpoint you gave covers ${checkpoint2.size} events, this export ${newest.size}: it is older and cannot be compared.`
      );
    return [];
  }
  const { signed } = await checkSignature(checkpoint2.note, keys, platform);
  if (signed === "bad") findings.add(null, "signature", `${whose} carries a signature that is not genuine`);
  const counts = signed === "good" || from === "caller" && signed === "absent";
  if (from === "file" && signed === "absent")
    remarks.push("The older checkpoint in the file is signed by a key that is not known here: it proves nothing.");
  return counts ? [{ checkpoint: checkpoint2, from }] : [];
}
async function checkSigned(header, { keys, anchored }, platform, findings, remarks) {
  const splitAt = header.anchored === null ? null : parseCheckpoint(header.anchored)?.size ?? null;
  const checkpoint2 = parseCheckpoint(header.checkpoint);
  if (!checkpoint2) {
    findings.add(null, "signature", "the checkpoint is not signed, or is none");
    return { checkpoint: checkpoint2, signedBy: null, splitAt, older: [] };
  }
  if (checkpoint2.origin !== header.origin)
    findings.add(null, "origin", `the file names ${header.origin}, its checkpoint ${checkpoint2.origin}`);
  const pinned = keys.length > 0;
  const trusted = pinned ? keys : known(header.vkeys);
  const { signed, by } = await checkSignature(checkpoint2.note, trusted, platform);
  if (signed === "bad") findings.add(null, "signature", "the checkpoint’s signature is not genuine");
  else if (signed === "absent" && pinned)
    findings.add(null, "signature", `the checkpoint is not signed by the key you gave (of ${keys[0]?.name})`);
  else if (signed === "absent" && trusted.length > 0)
    findings.add(null, "signature", "none of the keys that the file names signed its checkpoint");
  if (by && by.name !== checkpoint2.origin)
    findings.add(null, "origin", `the key speaks for ${by.name}, the checkpoint for ${checkpoint2.origin}`);
  const from = (note, whose) => note === null ? [] : checkOlder(note, whose, checkpoint2, trusted, platform, findings, remarks);
  const older = [...await from(header.anchored, "file"), ...await from(anchored, "caller")];
  return { checkpoint: checkpoint2, signedBy: by?.name ?? null, splitAt, older };
}
function checkOlderRoots(older, rootOf, findings, remarks) {
  let best = null;
  for (const [at, each] of older.entries()) {
    const { size, root } = each.checkpoint;
    const found = rootOf(at);
    if (!found) {
      remarks.push(
        `The export does not hold what proves that it continues the checkpoint of ${size} events that you gave.`
      );
    } else if (!isSame(found, root)) {
      const whose = each.from === "file" ? "the older checkpoint in the file" : "the checkpoint you gave";
      findings.add(null, "checkpoint", `at size ${size} the log has another root than ${whose} says`);
    } else if (size > 0 && (best === null || each.from === "caller")) best = each;
  }
  return best;
}

// lib/ledger/verifier/export-check.ts
var ExportCheck = class _ExportCheck {
  constructor(header, facts, keys, findings, remarks, { hasher }) {
    this.header = header;
    this.facts = facts;
    this.keys = keys;
    this.findings = findings;
    this.remarks = remarks;
    this.hasher = hasher;
    this.rowCheck = new RowCheck(findings, header.contiguous);
  }
  header;
  facts;
  keys;
  findings;
  remarks;
  rows = 0;
  demo = false;
  hasher;
  rowCheck;
  fold = null;
  event = null;
  isRowsDone = false;
  isExplained = false;
  tooMany = 0;
  misplaced = 0;
  static async open(header, given, platform, findings, remarks) {
    const facts = await checkSigned(header, given, platform, findings, remarks);
    return new _ExportCheck(header, facts, given.keys, findings, remarks, platform);
  }
  row(row) {
    if (this.rows === 0) this.demo = checkFirstEvent(row, this.header, this.findings).demo;
    this.rows += 1;
    this.rowCheck.add(row);
    if (!this.facts.signedBy) this.explain(row);
  }
  /** A hint and no more: only a checkpoint that both keys signed would make the one follow from the other, and no export has that. */
  explain(row) {
    const old = replacedKey(row);
    if (!old || this.isExplained || !this.keys.some(({ name, id }) => name === old.name && id === old.id)) return;
    this.isExplained = true;
    this.remarks.push(
      `Event ${row.seq} says that the log’s key was changed, and that the one you gave is the former. Whoever runs the log can tell you the present one.`
    );
  }
  /** `place` where the file names it. */
  node(hash, place2) {
    this.endRows();
    if (!this.fold) return;
    const { want } = this.fold;
    if (!want) {
      this.tooMany += 1;
      return;
    }
    if (place2 && (place2.level !== want.level || place2.index !== want.index)) this.misplaced += 1;
    this.fold.give(hash);
  }
  finish() {
    this.endRows();
    const anchored = this.checkTree();
    const { first, isRun } = this.rowCheck;
    const contiguous = this.header.contiguous && isRun && first === 0;
    return { facts: this.facts, rows: this.rows, contiguous, anchored, event: this.event, demo: this.demo };
  }
  endRows() {
    if (this.isRowsDone) return;
    this.isRowsDone = true;
    const last = this.rowCheck.finish();
    const { isRising, leaves } = this.rowCheck;
    const seen = { rows: this.rows, leaves: isRising ? leaves : null, hasher: this.hasher };
    this.event = checkExportEvent(last, this.header, seen, this.findings);
    const size = this.facts.checkpoint?.size;
    if (!last || size === void 0 || !isRising) return;
    if (last.seq >= size) {
      this.findings.add(
        size,
        "checkpoint",
        `the signed checkpoint covers ${size} events, and the rows go on to ${last.seq}`
      );
      return;
    }
    const older = this.facts.older.map(({ checkpoint: checkpoint2 }) => checkpoint2.size);
    this.fold = new TreeFold(size, leaves, this.facts.splitAt, older);
  }
  checkTree() {
    const { fold, findings, facts } = this;
    const { checkpoint: checkpoint2 } = facts;
    if (!fold || !checkpoint2) return null;
    const isWhole2 = fold.want === null && this.tooMany === 0 && this.misplaced === 0;
    const isRight = fold.root !== null && isSame(fold.root, checkpoint2.root);
    if (findings.count === 0) {
      if (!isWhole2)
        findings.add(
          null,
          "tree",
          "there are not the nodes that these rows need: a row or a node was removed, added or renumbered"
        );
      else if (!isRight)
        findings.add(
          null,
          "checkpoint",
          "rows and nodes do not give the signed root: a row, a time or a node was changed"
        );
    }
    if (!isWhole2 || !isRight) return null;
    return checkOlderRoots(facts.older, (at) => fold.olderRoot(at), findings, this.remarks);
  }
};

// lib/ledger/verifier/lines.ts
var LONGEST = 4 * 1024 * 1024;
var NEWLINE = 10;
var LineReader = class {
  held = new Uint8Array(0);
  at = 0;
  looked = 0;
  /** False when a line is too long to be one. */
  push(piece) {
    const rest = this.held.subarray(this.at);
    if (rest.length > LONGEST) return false;
    this.looked = rest.length;
    this.held = rest.length > 0 ? concat(rest, piece) : piece;
    this.at = 0;
    return true;
  }
  take() {
    const end = this.held.indexOf(NEWLINE, Math.max(this.at, this.looked));
    if (end < 0) return null;
    const line = this.held.subarray(this.at, end + 1);
    this.at = end + 1;
    return line;
  }
  /** Bytes after the last newline. */
  get rest() {
    return this.held.length - this.at;
  }
};

// lib/ledger/verifier/record.ts
var MAX_BYTES = 64 * 1024;
var MAX_LEVELS = 16;
var TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
var isTime = (value) => typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(`${value.slice(0, 23)}Z`));
var isEnvelope = (value) => {
  if (!value || typeof value !== "object") return false;
  const { id, module, activity, status, occurredAt, recordedAt } = value;
  return [id, module, activity, status].every((each) => typeof each === "string" && each !== "") && isTime(occurredAt) && isTime(recordedAt);
};
function readRecord(text2, bytes) {
  if (bytes > MAX_BYTES) return { problem: `it has ${bytes} bytes, and ${MAX_BYTES} are the most` };
  try {
    const value = JSON.parse(text2);
    if (canonicalize(value, { integersOnly: true, maxDepth: MAX_LEVELS }) !== text2)
      return { problem: "written again it gives other bytes" };
    return isEnvelope(value) ? { envelope: value } : { problem: "it is no event" };
  } catch {
    return { problem: "it is not canonical JSON" };
  }
}

// lib/ledger/verifier/source.ts
var fromBytes = (bytes) => ({
  size: bytes.length,
  read: async (from, to) => bytes.subarray(from, to)
});
var fromBlob = (blob) => ({
  size: blob.size,
  read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer())
});
var CHUNK = 256 * 1024;
function guarded(source, onRead) {
  return {
    size: source.size,
    read: async (from, to) => {
      const bytes = await source.read(from, to).catch((error) => {
        throw new CouldNotLook(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      });
      if (bytes.length !== to - from) throw new CouldNotLook("The file changed while it was read");
      onRead(to);
      return bytes;
    }
  };
}
var TURN_MS = 12;
async function* pieces(source, from = 0, to = source.size) {
  let turn = Date.now();
  for (let at = from; at < to; at += CHUNK) {
    yield await source.read(at, Math.min(at + CHUNK, to));
    if (Date.now() - turn < TURN_MS) continue;
    await breathe();
    turn = Date.now();
  }
}

// lib/ledger/verifier/bundle.ts
var ROW = ["seq", "sealedAt", "prev", "record"];
var NODE = ["level", "index", "hash"];
var BundleReader = class {
  constructor(given, platform, findings, remarks) {
    this.given = given;
    this.platform = platform;
    this.findings = findings;
    this.remarks = remarks;
    this.hash = platform.hasher();
  }
  given;
  platform;
  findings;
  remarks;
  check = null;
  part = "rows";
  hash;
  line = 0;
  /** The header waits for the check of its signature; all other lines are read at once. */
  accept(bytes) {
    this.line += 1;
    const text2 = fromUtf8(bytes.subarray(0, -1));
    if (!this.check) return this.open(bytes, text2);
    if (this.part === "end") throw new Stop("form", "something stands after the last line");
    if (text2 === null) throw new Stop("form", `line ${this.line} is not UTF-8`);
    if (text2.startsWith('{"end":')) {
      this.trailer(bytes);
      return void 0;
    }
    this.hash.update(bytes);
    if (text2.startsWith('{"seq":') && this.part === "rows") this.row(this.check, text2);
    else this.node(this.check, text2);
    return void 0;
  }
  finish() {
    if (this.part !== "end") throw new Stop("form", "it ends before its last line: the file was cut off");
    return this.check?.finish() ?? null;
  }
  /** What is known when the reading had to stop. */
  get opened() {
    return this.check;
  }
  async open(bytes, text2) {
    const header = readHeader(text2 ?? "");
    this.hash.update(bytes);
    this.check = await ExportCheck.open(header, this.given, this.platform, this.findings, this.remarks);
  }
  row(check, text2) {
    const { seq, sealedAt, prev, record } = readExactly(text2, ROW) ?? {};
    const hash = hashFromHex(prev);
    if (!isCount(seq) || !isCount(sealedAt) || !hash || typeof record !== "string")
      throw new Stop("form", `line ${this.line} is not a row as the format says`);
    const bytes = utf8(record);
    const read = readRecord(record, bytes.length);
    if ("problem" in read) this.findings.add(seq, "form", read.problem);
    const envelope = "envelope" in read ? read.envelope : null;
    check.row({ seq, micros: sealedAt, prev: hash, digest: recordDigest(bytes), envelope });
  }
  node(check, text2) {
    this.part = "nodes";
    const { level, index, hash } = readExactly(text2, NODE) ?? {};
    const bytes = hashFromHex(hash);
    if (!isCount(level) || !isCount(index) || !bytes)
      throw new Stop("form", `line ${this.line} is not a node as the format says`);
    check.node(bytes, { level, index });
  }
  trailer(bytes) {
    this.part = "end";
    const expected = utf8(`{"end":true,"sha256":"${toHex(this.hash.digest())}"}
`);
    if (!isSame(bytes, expected))
      this.findings.add(null, "form", "the bytes are not those whose hash stands in the last line");
  }
};
async function verifyBundle(source, given, platform, findings, remarks) {
  const reader = new BundleReader(given, platform, findings, remarks);
  const lines = new LineReader();
  try {
    for await (const piece of pieces(source)) {
      if (!lines.push(piece))
        throw reader.opened ? new Stop("form", "a line is longer than any of a bundle") : new Unreadable(NEITHER);
      for (let line = lines.take(); line; line = lines.take()) await reader.accept(line);
    }
    if (!reader.opened) throw new Unreadable(NEITHER);
    if (lines.rest > 0) throw new Stop("form", "it does not end with the end of a line: the file was cut off");
    return { check: reader.opened, outcome: reader.finish() };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    findings.add(null, error.damage, error.detail);
    return { check: reader.opened, outcome: null };
  }
}

// lib/ledger/cell-text.ts
var MOST_CHARACTERS = 32767;
var CUT = "… whole in Record";
var UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g;
var TO_CHANGE = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/;
var LOST_UNDERSCORE = /_(?=[xX](?:[0-9A-Fa-f]{1,3}|005[Ff])_)|(?<=_[xX].{0,4})_(?=[xX][0-9A-Fa-f]{4}_)/gs;
var MAYBE_ESCAPE = /_[xX]/;
var LIKE_ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g;
var ESCAPE = /_x([0-9A-Fa-f]{4})_/g;
var escapeCell = (text2) => text2.replace(LIKE_ESCAPE, "_x005F_");
var unescapeCell = (text2) => text2.includes("_x") ? text2.replace(ESCAPE, (_, code) => String.fromCharCode(Number.parseInt(code, 16))) : text2;
var fits = (text2) => text2.length <= MOST_CHARACTERS && escapeCell(text2).length <= MOST_CHARACTERS;
var isHighSurrogate = (unit) => unit >= 55296 && unit <= 56319;
function cut(text2) {
  let low = 0;
  let high = Math.min(text2.length, MOST_CHARACTERS - CUT.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text2.slice(0, middle) + CUT)) low = middle;
    else high = middle - 1;
  }
  const end = low > 0 && isHighSurrogate(text2.charCodeAt(low - 1)) ? low - 1 : low;
  return text2.slice(0, end) + CUT;
}
function cellText(value) {
  if (value.length < MOST_CHARACTERS / 8 && !TO_CHANGE.test(value) && !MAYBE_ESCAPE.test(value)) return value;
  const shown = value.replace(/\r\n?/g, "\n").replace(UNPRINTABLE, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`).replace(LOST_UNDERSCORE, "\\u{5f}");
  return fits(shown) ? shown : cut(shown);
}

// lib/ledger/cells.ts
var column = (id, header, width, kind = "text") => ({
  id,
  header,
  width,
  kind
});
var COLUMNS = [
  column("occurredAt", "Occurred at (UTC)", 24, "time"),
  column("status", "Status", 10),
  column("severity", "Severity", 10),
  column("module", "Module", 14),
  column("activity", "Activity", 22),
  column("summary", "Summary", 60),
  column("actor.name", "Actor", 22),
  column("actor.type", "Actor type", 11),
  column("actor.id", "Actor id", 38),
  column("actor.email", "Actor e-mail", 26),
  column("actor.roles", "Actor roles", 16),
  column("actor.method", "Signed in by", 12),
  column("actor.certificate", "Actor certificate", 20),
  column("actor.tokenPrefix", "Actor token", 12),
  column("actor.onBehalfOf", "On behalf of", 16),
  column("targets", "Targets", 40),
  column("reason.code", "Reason", 16),
  column("reason.message", "Reason in words", 40),
  column("source.ip", "Address", 18),
  column("source.userAgent", "User agent", 30),
  column("source.method", "Method", 8),
  column("source.path", "Path", 26),
  column("source.requestId", "Request", 38),
  column("source.tlsVersion", "TLS", 9),
  column("source.cipher", "Cipher", 24),
  column("session.id", "Session", 38),
  column("session.startedAt", "Session began (UTC)", 24, "time"),
  column("trigger.cause", "Cause", 16),
  column("trigger.jobId", "Job", 16),
  column("trigger.parentEventId", "Parent event", 38),
  column("certificate", "Certificate", 40),
  column("endpoint", "Endpoint", 30),
  column("policy", "Policy", 24),
  column("approval", "Approval", 20),
  column("changes.before", "Before", 40),
  column("changes.after", "After", 40),
  column("details", "Details", 40),
  column("effects", "Effects", 40),
  column("claims", "Claims", 30),
  column("class", "Class", 15),
  column("recordedAt", "Recorded at (UTC)", 24, "time"),
  column("id", "Event id", 38),
  column("v", "Version", 8, "number")
];
var hidden = (id, header) => ({ ...column(id, header, 12), hidden: true });
var RECORD_CHUNK = 32e3;
var RECORD_COLUMNS = 3;
var SHEET_COLUMNS = [
  column("seq", "Seq", 12, "number"),
  ...COLUMNS,
  column("sealedAt", "Sealed at (UTC)", 24, "time"),
  hidden("sealedMicros", "Sealed µs"),
  hidden("prev", "Previous hash"),
  ...Array.from(
    { length: RECORD_COLUMNS },
    (_, at) => at === 0 ? hidden("record", "Record") : hidden(`record${at + 1}`, `Record ${at + 1}`)
  )
];
var eventsSheet = (number3) => number3 === 0 ? "Events" : `Events ${number3 + 1}`;
var VERIFY_SHEET = "Verify";
var HASHES_A_CELL = 500;
var PATHS = new Map(COLUMNS.map(({ id }) => [id, id.split(".")]));
function valueAt(envelope, path) {
  let value = envelope;
  for (const name of PATHS.get(path) ?? path.split("."))
    value = value && typeof value === "object" ? value[name] : void 0;
  return value;
}
var RECORD_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}Z$/;
function dateOf(value) {
  const toMillis = RECORD_TIME.exec(value)?.[1];
  const date = toMillis ? /* @__PURE__ */ new Date(`${toMillis}Z`) : null;
  return date && !Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 1901 ? date : null;
}
function cell(envelope, { id, kind }) {
  const value = valueAt(envelope, id);
  if (value === void 0 || value === null) return null;
  const date = kind === "time" && typeof value === "string" ? dateOf(value) : null;
  if (date) return date;
  if (kind === "number" && typeof value === "number") return value;
  return cellText(typeof value === "string" ? value : canonicalize(value));
}
function rowCells({ seq, micros, prev, record, envelope }) {
  return [
    seq,
    ...COLUMNS.map((each) => cell(envelope, each)),
    new Date(Math.floor(Number(micros) / 1e3)),
    micros,
    prev,
    ...Array.from(
      { length: RECORD_COLUMNS },
      (_, at) => record.slice(at * RECORD_CHUNK, (at + 1) * RECORD_CHUNK) || null
    )
  ];
}
var DAY_MS = 864e5;
var DAYS_TO_1970 = 25569;
var DAYS_TO_1904 = 1462;
var fromSerial = (serial, since1904 = false) => Math.round((serial + (since1904 ? DAYS_TO_1904 : 0) - DAYS_TO_1970) * DAY_MS);

// lib/ledger/verifier/xml.ts
var OFFICE = [
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
  "http://purl.oclc.org/ooxml/officeDocument/relationships"
];
var OURS = /* @__PURE__ */ new Set([
  "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
  "http://purl.oclc.org/ooxml/spreadsheetml/main",
  "http://schemas.openxmlformats.org/package/2006/relationships"
]);
var ROOT = "";
var isOfficeType = (type, kind) => OFFICE.some((space) => type === `${space}/${kind}`);
var LONGEST2 = 16 * 1024 * 1024;
var DEEPEST = 64;
var QUOTE = 34;
var APOSTROPHE = 39;
var GREATER = 62;
var SPACE = /* @__PURE__ */ new Set([9, 10, 13, 32]);
var NO_NAME = /^$|[\s"'<>&]/;
var ENCODING = /^<\?xml\s[^>]*?\bencoding\s*=\s*["'](?!utf-8["'])/i;
var NAMED = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
function decodeOne(whole, name) {
  const known2 = NAMED[name];
  if (known2 !== void 0) return known2;
  const digits = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  const code = digits?.[1] ? Number.parseInt(digits[1], 16) : Number(digits?.[2] ?? Number.NaN);
  if (!(code <= 1114111) || !whole.endsWith(";")) throw damaged();
  return String.fromCodePoint(code);
}
var decode = (text2) => {
  const lines = text2.includes("\r") ? text2.replace(/\r\n?/g, "\n") : text2;
  return lines.includes("&") ? lines.replace(/&([^;&]{0,12});?/g, decodeOne) : lines;
};
var damaged = () => new Unreadable("The XML of the workbook is damaged.");
function walk(attributes, visit) {
  for (let at = 0; ; ) {
    const equals = attributes.indexOf("=", at);
    const name = attributes.slice(at, equals < 0 ? void 0 : equals).trim();
    if (equals < 0 && name === "") return;
    let from = equals + 1;
    while (SPACE.has(attributes.charCodeAt(from))) from += 1;
    const quote = attributes[from];
    const to = quote === '"' || quote === "'" ? attributes.indexOf(quote, from + 1) : -1;
    if (equals < 0 || to < 0 || NO_NAME.test(name)) throw damaged();
    if (visit(name, from + 1, to)) return;
    at = to + 1;
  }
}
function attribute(attributes, wanted) {
  let found = null;
  if (attributes.includes(wanted))
    walk(attributes, (name, from, to) => {
      if (name === wanted) found = decode(attributes.slice(from, to));
      return name === wanted;
    });
  return found;
}
function numbered(text2) {
  if (text2 === null) return 0;
  if (!/^\d{1,9}$/.test(text2)) throw damaged();
  return Number(text2);
}
function truth(text2) {
  if (text2 !== null && !/^(?:[01]|true|false)$/.test(text2)) throw damaged();
  return text2 === "1" || text2 === "true";
}
function relationOf(attributes, spaces) {
  const ids = [...spaces].flatMap(([prefix, space]) => {
    const id = prefix !== "" && OFFICE.includes(space) ? attribute(attributes, `${prefix}:id`) : null;
    return id === null ? [] : [id];
  });
  if (ids.length > 1) throw damaged();
  return ids[0] ?? null;
}
function declared(attributes, before) {
  const spaces = new Map(before);
  walk(attributes, (name, from, to) => {
    if (name === "xmlns") spaces.set("", decode(attributes.slice(from, to)));
    else if (name.startsWith("xmlns:")) spaces.set(name.slice(6), decode(attributes.slice(from, to)));
    return false;
  });
  return spaces;
}
function plainName(name, spaces) {
  const colon = name.indexOf(":");
  const isOurs = OURS.has(spaces.get(colon < 0 ? "" : name.slice(0, colon)));
  return isOurs ? name.slice(colon + 1) : `?${name}`;
}
var NO_SPACES = /* @__PURE__ */ new Map();
var XmlReader = class {
  constructor(handler) {
    this.handler = handler;
  }
  handler;
  held = "";
  open = [];
  push(piece) {
    const text2 = this.held + piece;
    let at = 0;
    for (; ; ) {
      const tag = text2.indexOf("<", at);
      if (tag < 0) break;
      const end = this.endOf(text2, tag);
      if (end < 0) break;
      if (tag > at) this.handler.text(decode(text2.slice(at, tag)));
      this.tag(text2, tag, end);
      at = end;
    }
    this.held = text2.slice(at);
    if (this.held.length > LONGEST2) throw new Unreadable("The XML of the workbook is damaged.");
  }
  end() {
    if (this.open.length > 0 || this.held.trim() !== "") throw new Unreadable("The XML of the workbook was cut off.");
  }
  /** After the tag's last character; -1 when it has not come yet. */
  endOf(text2, tag) {
    const until = (mark, from) => {
      const found = text2.indexOf(mark, from);
      return found < 0 ? -1 : found + mark.length;
    };
    if (text2.startsWith("<?", tag)) return until("?>", tag);
    if (text2.startsWith("<!", tag)) {
      if (text2.length < tag + 9) return -1;
      if (text2.startsWith("<!--", tag)) return until("-->", tag + 4);
      if (text2.startsWith("<![CDATA[", tag)) return until("]]>", tag);
      throw new Unreadable("The XML of the workbook declares a document type, as none of a workbook does.");
    }
    for (let at = tag + 1; at < text2.length; at += 1) {
      const code = text2.charCodeAt(at);
      if (code === GREATER) return at + 1;
      if (code !== QUOTE && code !== APOSTROPHE) continue;
      at = text2.indexOf(code === QUOTE ? '"' : "'", at + 1);
      if (at < 0) return -1;
    }
    return -1;
  }
  tag(text2, from, end) {
    const second = text2.charCodeAt(from + 1);
    if (second === 33) {
      if (text2.startsWith("<![CDATA[", from)) this.handler.text(text2.slice(from + 9, end - 3));
      return;
    }
    if (second === 63) {
      if (ENCODING.test(text2.slice(from, end))) throw new Unreadable("The XML of the workbook is not UTF-8.");
      return;
    }
    if (second === 47) {
      const element = this.open.pop();
      if (element?.name !== text2.slice(from + 2, end - 1).trimEnd()) throw damaged();
      this.handler.close(element.plain);
      return;
    }
    const isEmpty = text2.charCodeAt(end - 2) === 47;
    const inner = text2.slice(from + 1, isEmpty ? end - 2 : end - 1);
    const space = inner.search(/\s/);
    const name = space < 0 ? inner : inner.slice(0, space);
    const attributes = space < 0 ? "" : inner.slice(space);
    if (name === "" || this.open.length >= DEEPEST) throw damaged();
    const parent = this.open.at(-1);
    const before = parent?.spaces ?? NO_SPACES;
    const spaces = attributes.includes("xmlns") ? declared(attributes, before) : before;
    const plain = plainName(name, spaces);
    const parents = this.handler.places[plain];
    if (parents && !parents.includes(parent?.plain ?? ROOT))
      throw new Unreadable(`The workbook has “${plain}” where no workbook has it.`);
    this.handler.open(plain, attributes, spaces);
    if (isEmpty) this.handler.close(plain);
    else this.open.push({ name, plain, spaces });
  }
};

// lib/ledger/verifier/sheet-cells.ts
var MOST_COLUMNS = 16384;
var MOST_ROWS = 1048576;
var TEXT_PLACES = { t: ["si", "is", "r", "rPh"], r: ["si", "is"], rPh: ["si", "is"] };
var STRING_PLACES = { ...TEXT_PLACES, sst: [ROOT], si: ["sst"] };
var SHEET_PLACES = {
  ...TEXT_PLACES,
  worksheet: [ROOT],
  sheetData: ["worksheet"],
  row: ["sheetData"],
  c: ["row"],
  f: ["c"],
  v: ["c"],
  is: ["c"]
};
function stringsReader(onString) {
  let text2 = "";
  let run = null;
  let phonetic = 0;
  return {
    places: STRING_PLACES,
    open: (name) => {
      if (name === "si") text2 = "";
      else if (name === "t") run = "";
      else if (name === "rPh") phonetic += 1;
    },
    text: (piece) => {
      if (run !== null) run += piece;
    },
    close: (name) => {
      if (name === "t") {
        if (phonetic === 0) text2 += unescapeCell(run ?? "");
        run = null;
      } else if (name === "rPh") phonetic -= 1;
      else if (name === "si") onString(text2);
    }
  };
}
function columnName(column2) {
  const letter = String.fromCharCode(65 + column2 % 26);
  return column2 < 26 ? letter : columnName(Math.floor(column2 / 26) - 1) + letter;
}
function columnOf(place2, row) {
  let column2 = 0;
  let at = 0;
  for (; at < place2.length; at += 1) {
    const code = place2.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column2 = column2 * 26 + code - 64;
  }
  if (column2 < 1 || column2 > MOST_COLUMNS || place2.slice(at) !== String(row))
    throw new Unreadable(`A cell in row ${row} says that it is ${place2.slice(0, 20)}.`);
  return column2 - 1;
}
var TYPES = /* @__PURE__ */ new Set(["n", "s", "str", "inlineStr", "b", "d", "e"]);
var DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
var ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/;
function shownOf({ type, style, text: text2, value, formula }, strings) {
  const asText = (shown) => shown === "" && !formula ? null : { text: shown, number: null, formula, style };
  if (type === "s") {
    const shared2 = strings[numbered(value.trim())];
    if (shared2 === void 0) throw new Unreadable("The workbook names a string that it does not hold.");
    return asText(shared2);
  }
  if (type === "inlineStr") return asText(text2);
  if (type === "str") return asText(unescapeCell(value));
  if (type === "d") {
    const millis = ISO.test(value) ? Date.parse(value.endsWith("Z") ? value : `${value}Z`) : Number.NaN;
    return { text: value, number: millis / 864e5 + 25569, formula, style };
  }
  if (value === "") return asText("");
  if (type === "b") return asText(truth(value) ? "TRUE" : "FALSE");
  if (type !== "n") return asText(value);
  return { text: value, number: DECIMAL.test(value) ? Number(value) : Number.NaN, formula, style };
}
function sheetReader(strings, onRow, onCondition = () => void 0) {
  let row = { number: 0, cells: /* @__PURE__ */ new Map() };
  let cell2 = null;
  let nextColumn = 0;
  let into = null;
  let piece = "";
  let phonetic = 0;
  const openRow = (attributes) => {
    const place2 = attribute(attributes, "r");
    const number3 = place2 === null ? row.number + 1 : numbered(place2);
    if (number3 <= row.number || number3 > MOST_ROWS)
      throw new Unreadable("The rows of a sheet are not numbered as a workbook’s are.");
    row = { number: number3, cells: /* @__PURE__ */ new Map() };
    nextColumn = 0;
  };
  const openCell = (attributes) => {
    const place2 = attribute(attributes, "r");
    const column2 = place2 === null ? nextColumn : columnOf(place2, row.number);
    const [type, style] = [attribute(attributes, "t") ?? "n", numbered(attribute(attributes, "s"))];
    if (!TYPES.has(type)) throw new Unreadable(`The cell ${columnName(column2)}${row.number} is of no known kind.`);
    if (row.cells.has(column2)) throw new Unreadable(`There are two cells ${columnName(column2)}${row.number}.`);
    nextColumn = column2 + 1;
    cell2 = { column: column2, type, style, text: "", value: "", formula: false, holds: null };
  };
  const openContent = (of, name) => {
    if (of.holds || name === "is" !== (of.type === "inlineStr"))
      throw new Unreadable(`The cell ${columnName(of.column)}${row.number} is not written as a workbook’s are.`);
    of.holds = name;
  };
  const readRule = (style) => {
    if (style !== null) onCondition({ style: numbered(style) });
  };
  const closeCell = () => {
    const shown = cell2 && shownOf(cell2, strings);
    if (cell2 && shown) row.cells.set(cell2.column, shown);
    cell2 = null;
  };
  return {
    places: SHEET_PLACES,
    open: (name, attributes) => {
      if (cell2 && (name === "v" || name === "is")) openContent(cell2, name);
      if (name === "row") openRow(attributes);
      else if (name === "c") openCell(attributes);
      else if (name === "v" || name === "t") {
        into = name === "v" ? "value" : "text";
        piece = "";
      } else if (name === "f" && cell2) cell2.formula = true;
      else if (name === "cfRule") readRule(attribute(attributes, "dxfId"));
      else if (name === "numFmt") onCondition({ code: attribute(attributes, "formatCode") ?? "" });
      else if (name === "rPh") phonetic += 1;
    },
    text: (part) => {
      if (into) piece += part;
    },
    close: (name) => {
      if (name === "row") onRow(row);
      else if (name === "c") closeCell();
      else if (name === "rPh") phonetic -= 1;
      else if (into && (name === "v" || name === "t")) {
        if (cell2 && into === "value") cell2.value += piece;
        else if (cell2 && phonetic === 0) cell2.text += unescapeCell(piece);
        into = null;
      }
    }
  };
}

// lib/ledger/verifier/compare-row.ts
var place = (id) => SHEET_COLUMNS.findIndex((column2) => column2.id === id);
var SEQ = place("seq");
var MICROS = place("sealedMicros");
var PREV = place("prev");
var RECORD = place("record");
function readHeads({ number: number3, cells }, { sheet, deceptive }, findings) {
  const columns = /* @__PURE__ */ new Map();
  const missing = new Map(SHEET_COLUMNS.map(({ header }, at) => [header, at]));
  const foreign = [];
  for (const [column2, { text: text2, formula, style }] of cells) {
    const at = formula || deceptive.has(style) ? void 0 : missing.get(text2);
    columns.set(column2, at ?? null);
    if (at === void 0) foreign.push([column2, text2]);
    else missing.delete(text2);
  }
  for (const [column2, text2] of foreign) {
    const address = `${columnName(column2)}${number3}`;
    const cell2 = { sheet, address, column: text2, shown: text2, recorded: SHEET_COLUMNS[column2]?.header ?? "" };
    findings.add(
      null,
      "cell",
      `the head of column ${columnName(column2)} is none of the export’s, is there twice, or is made to show something else`,
      cell2
    );
  }
  if (foreign.length === 0)
    for (const header of missing.keys()) findings.add(null, "cell", `the column “${header}” of ${sheet} was removed`);
  return columns;
}
var words = (value) => {
  if (value === null) return "";
  return value instanceof Date ? value.toISOString() : String(value);
};
function shownWords(shown, expected, since1904) {
  if (!shown) return "";
  if (!(expected instanceof Date) || shown.number === null) return shown.text;
  const date = new Date(fromSerial(shown.number, since1904));
  return Number.isNaN(date.getTime()) ? shown.text : date.toISOString();
}
var savedByOffice = (text2) => unescapeCell(text2.replace(/_(x[0-9A-Fa-f]{4}_)/g, "_x005F_$1"));
function isText2(shown, expected) {
  const lines = shown.replace(/\r\n?/g, "\n");
  if (shown === expected || lines === expected) return true;
  if (!expected.includes("_x")) return false;
  const once = savedByOffice(expected);
  return lines === once || lines === savedByOffice(once);
}
function isAsRecorded(shown, expected, since1904) {
  if (shown?.formula) return false;
  if (expected === null || expected === "") return shown === void 0;
  if (!shown) return false;
  if (expected instanceof Date)
    return shown.number !== null && fromSerial(shown.number, since1904) === expected.getTime();
  if (typeof expected === "number") return shown.number === expected || shown.text === String(expected);
  return shown.number === null && isText2(shown.text, expected);
}
var SheetRows = class {
  constructor(findings, onRow) {
    this.findings = findings;
    this.onRow = onRow;
  }
  findings;
  onRow;
  last = { seq: -1, micros: 0 };
  read({ number: number3, cells }, { sheet, columns, since1904, deceptive }) {
    const shown = /* @__PURE__ */ new Map();
    const addresses = /* @__PURE__ */ new Map();
    for (const [column2, at] of columns) {
      if (at === null) continue;
      addresses.set(at, `${columnName(column2)}${number3}`);
      const cell2 = cells.get(column2);
      if (cell2) shown.set(at, cell2);
    }
    for (const [column2, { text: text3 }] of cells) {
      if (columns.has(column2)) continue;
      const cell2 = { sheet, address: `${columnName(column2)}${number3}`, column: "", shown: text3, recorded: "" };
      this.findings.add(null, "cell", "the export has no such cell", cell2);
    }
    if (shown.size === 0) return;
    const addressOf = (at) => addresses.get(at) ?? String(number3);
    const textOf = (at) => shown.get(at)?.text ?? "";
    const record = Array.from({ length: RECORD_COLUMNS }, (_, at) => textOf(RECORD + at)).join("");
    if (record === "" && textOf(PREV) === "" && textOf(MICROS) === "") {
      this.findings.add(null, "form", `row ${number3} of ${sheet} holds no record: the export did not write it`);
      return;
    }
    const report = (seq2, at, detail, expected) => {
      const cell2 = {
        sheet,
        address: addressOf(at),
        column: SHEET_COLUMNS[at]?.header ?? "",
        shown: shownWords(shown.get(at), expected, since1904),
        recorded: words(expected)
      };
      this.findings.add(seq2, "cell", detail, cell2);
    };
    const shownSeq = shown.get(SEQ)?.number ?? Number(textOf(SEQ) || Number.NaN);
    const isNumbered = Number.isSafeInteger(shownSeq) && shownSeq >= 0 && !shown.get(SEQ)?.formula;
    const seq = isNumbered ? shownSeq : this.last.seq + 1;
    if (!isNumbered) report(null, SEQ, "it is no number of an event", null);
    const isMicros = /^\d{1,16}$/.test(textOf(MICROS)) && Number.isSafeInteger(Number(textOf(MICROS)));
    const micros = isMicros ? Number(textOf(MICROS)) : this.last.micros;
    if (!isMicros) report(seq, MICROS, "it is no sealing time", null);
    const prev = hashFromHex(textOf(PREV));
    if (!prev) report(seq, PREV, "it is no hash", null);
    this.last = { seq, micros };
    const bytes = fromBase64Url(record);
    const text2 = bytes && fromUtf8(bytes);
    const read = bytes && text2 != null ? readRecord(text2, bytes.length) : { problem: "it is not base64url" };
    const envelope = "envelope" in read ? read.envelope : null;
    if ("problem" in read) this.findings.add(seq, "form", `${sheet}, ${addressOf(RECORD)}: ${read.problem}`);
    if (envelope) {
      const expected = rowCells({ seq, micros: String(micros), prev: textOf(PREV), record, envelope });
      for (const [at, value] of expected.entries()) {
        if (at === SEQ || SHEET_COLUMNS[at]?.hidden || !addresses.has(at) || isAsRecorded(shown.get(at), value, since1904))
          continue;
        const how = shown.get(at)?.formula ? "it is a formula" : "it was edited";
        report(seq, at, `${SHEET_COLUMNS[at]?.header}: ${how}`, value);
      }
    }
    for (const [at, { style }] of shown)
      if (deceptive.has(style)) report(seq, at, "its format shows something else than the cell holds", null);
    const digest2 = recordDigest(bytes ?? new Uint8Array(0));
    this.onRow({ seq, micros, prev: prev ?? ZERO_HASH, digest: digest2, envelope, place: { sheet, address: addressOf(SEQ) } });
  }
};

// lib/ledger/verifier/number-formats.ts
function isDeceptive(code) {
  const bare = code.replace(/\[[^\]]*\]/g, "");
  const literals = [...bare.matchAll(/"([^"]*)"|[\\_*](.)/gsu)].map(([, quoted, single]) => quoted ?? single ?? "");
  if (literals.some((literal) => /[\p{L}\p{N}]/u.test(literal))) return true;
  const sections = bare.replace(/"[^"]*"|[\\_*]./gsu, "").split(";");
  return sections.length > 1 && sections.some((section) => section.trim() === "");
}
var PLACES = {
  styleSheet: [ROOT],
  numFmts: ["styleSheet"],
  cellStyleXfs: ["styleSheet"],
  cellXfs: ["styleSheet"],
  dxfs: ["styleSheet"],
  numFmt: ["numFmts", "dxf"],
  xf: ["cellStyleXfs", "cellXfs"],
  dxf: ["dxfs"]
};
function deceptiveStyles(found) {
  const codes = /* @__PURE__ */ new Set();
  let into = null;
  let [style, rule] = [0, -1];
  return {
    places: PLACES,
    open: (name, attributes) => {
      if (name === "cellXfs" || name === "dxf") into = name;
      if (name === "dxf") rule += 1;
      else if (name === "numFmt" && isDeceptive(attribute(attributes, "formatCode") ?? "")) {
        if (into === "dxf") found.rules.add(rule);
        else codes.add(numbered(attribute(attributes, "numFmtId")));
      } else if (name === "xf" && into === "cellXfs") {
        if (codes.has(numbered(attribute(attributes, "numFmtId")))) found.cells.add(style);
        style += 1;
      }
    },
    text: () => void 0,
    close: (name) => {
      if (name === into) into = null;
    }
  };
}

// lib/ledger/verifier/crc32.ts
var TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? value >>> 1 ^ 3988292384 : value >>> 1;
  return value;
});
function crc32(bytes, before = 0) {
  let crc = ~before;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ crc >>> 8;
  return ~crc >>> 0;
}

// lib/ledger/verifier/zip.ts
var DEFAULT_LIMITS = { unpacked: 2 * 1024 ** 3, ratio: 200 };
var MOST_ENTRIES = 1e4;
var MOST_DIRECTORY = 8 * 1024 * 1024;
var SMALL = 1024 * 1024;
var FULL = 4294967295;
var END = 101010256;
var END_64 = 101075792;
var LOCATOR_64 = 117853008;
var CENTRAL = 33639248;
var LOCAL = 67324752;
var viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
function uint64(view2, at) {
  const value = view2.getUint32(at, true) + view2.getUint32(at + 4, true) * 4294967296;
  if (!Number.isSafeInteger(value)) throw new Unreadable("A size in the .zip directory cannot be.");
  return value;
}
async function findDirectory(source) {
  const from = Math.max(0, source.size - 65557 - 20);
  const tail = await source.read(from, source.size);
  const view2 = viewOf(tail);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (view2.getUint32(at, true) !== END || view2.getUint16(at + 20, true) !== tail.length - at - 22) continue;
    const found = {
      count: view2.getUint16(at + 10, true),
      size: view2.getUint32(at + 12, true),
      at: view2.getUint32(at + 16, true)
    };
    if (at < 20 || view2.getUint32(at - 20, true) !== LOCATOR_64) return found;
    const place2 = uint64(view2, at - 12);
    if (place2 + 56 > source.size) break;
    const end = viewOf(await source.read(place2, place2 + 56));
    if (end.getUint32(0, true) !== END_64) break;
    return { count: uint64(end, 32), size: uint64(end, 40), at: uint64(end, 48) };
  }
  throw new Unreadable("The .zip file has no directory: it was cut off, or is no .xlsx.");
}
function widen(extra, values) {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1) {
      let next = at + 4;
      return values.map((value) => {
        if (value !== FULL) return value;
        const wide = uint64(extra, next);
        next += 8;
        return wide;
      });
    }
    at += 4 + length;
  }
  return [...values];
}
function readEntries(bytes, count) {
  const view2 = viewOf(bytes);
  const entries = [];
  for (let at = 0; entries.length < count; ) {
    if (view2.getUint32(at, true) !== CENTRAL) throw new Unreadable("The .zip directory is damaged.");
    const [name, extra, comment] = [28, 30, 32].map((offset) => view2.getUint16(at + offset, true));
    const nameBytes = bytes.subarray(at + 46, at + 46 + name);
    const text2 = fromUtf8(nameBytes);
    if (text2 === null || nameBytes.length !== name) throw new Unreadable("A name in the .zip directory is damaged.");
    if (view2.getUint16(at + 8, true) & 1) throw new Unreadable("The file is protected by a password.");
    const values = [24, 20, 42].map((offset) => view2.getUint32(at + offset, true));
    const [unpacked = 0, packed = 0, place2 = 0] = widen(
      new DataView(view2.buffer, view2.byteOffset + at + 46 + name, extra),
      values
    );
    const [method, crc] = [view2.getUint16(at + 10, true), view2.getUint32(at + 16, true)];
    entries.push({ name: text2, nameBytes, method, crc, packed, unpacked, at: place2 });
    at += 46 + name + extra + comment;
  }
  return entries;
}
async function readZip(source, { unpacked, ratio }) {
  const directory = await findDirectory(source);
  if (directory.count > MOST_ENTRIES || directory.size > MOST_DIRECTORY || directory.at + directory.size > source.size)
    throw new Unreadable("The .zip directory is damaged, or larger than that of any export.");
  const entries = readEntries(await source.read(directory.at, directory.at + directory.size), directory.count);
  const total = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (total > unpacked)
    throw new Unreadable(`Unpacked it would have ${total} bytes; ${unpacked} are the most that are read here.`);
  if (total > SMALL && total > source.size * ratio)
    throw new Unreadable(`It would unpack to more than ${ratio} times its size, as only a trap does.`);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size !== entries.length)
    throw new Unreadable("The .zip file holds two entries of one name.");
  return byName;
}
async function dataOf(source, entry) {
  const end = entry.at + 30 + entry.nameBytes.length;
  if (end > source.size) throw new Unreadable("The .zip file was cut off.");
  const head = await source.read(entry.at, end);
  const view2 = viewOf(head);
  if (view2.getUint32(0, true) !== LOCAL || !isSame(head.subarray(30), entry.nameBytes))
    throw new Unreadable("An entry of the .zip file is not where its directory says.");
  const from = entry.at + 30 + view2.getUint16(26, true) + view2.getUint16(28, true);
  if (from + entry.packed > source.size) throw new Unreadable("The .zip file was cut off.");
  return from;
}

// lib/ledger/verifier/unpack.ts
var STORED = 0;
var DEFLATED = 8;
var GZIP_HEAD = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 255);
var DAMAGED = "The .zip file is damaged: an entry does not unpack to what its directory says.";
async function* asGzip(source, from, entry) {
  yield GZIP_HEAD;
  yield* pieces(source, from, from + entry.packed);
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, entry.crc, true);
  tail.setUint32(4, entry.unpacked % 4294967296, true);
  yield new Uint8Array(tail.buffer);
}
async function* inflated(packed) {
  let problem;
  const input = new ReadableStream({
    pull: async (controller) => {
      try {
        const { value, done } = await packed.next();
        if (done) controller.close();
        else controller.enqueue(value.slice());
      } catch (error) {
        problem = error;
        controller.error(error);
      }
    }
  });
  const reader = input.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch {
    throw problem instanceof CouldNotLook ? problem : new Unreadable(DAMAGED);
  } finally {
    await reader.cancel().catch(() => void 0);
  }
}
async function* unpack(source, entry) {
  const from = await dataOf(source, entry);
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new Unreadable("An entry of the .zip file is packed in a way that no .xlsx uses.");
  const isStored = entry.method === STORED;
  let size = 0;
  let sum = 0;
  for await (const piece of isStored ? pieces(source, from, from + entry.packed) : inflated(asGzip(source, from, entry))) {
    size += piece.length;
    if (size > entry.unpacked) throw new Unreadable(DAMAGED);
    if (isStored) sum = crc32(piece, sum);
    yield piece;
  }
  if (size !== entry.unpacked || isStored && sum !== entry.crc) throw new Unreadable(DAMAGED);
}

// lib/ledger/verifier/parts.ts
function resolve(base, target) {
  if (target.startsWith("/")) return target.slice(1);
  const parts = base.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}
var nothing = { close: () => void 0, text: () => void 0 };
async function readXml(source, entry, handler) {
  const decoder2 = new TextDecoder("utf-8", { fatal: true });
  const xml = new XmlReader(handler);
  const decoded = (piece) => {
    try {
      return piece ? decoder2.decode(piece, { stream: true }) : decoder2.decode();
    } catch {
      throw new Unreadable("The XML of the workbook is not UTF-8.");
    }
  };
  for await (const piece of unpack(source, entry)) xml.push(decoded(piece));
  xml.push(decoded());
  xml.end();
}
async function openBook(source, limits) {
  const entries = await readZip(source, limits);
  const read = (path, handler) => {
    const entry = entries.get(path);
    if (!entry) throw new Unreadable(`The workbook lacks its part ${path.slice(0, 100)}.`);
    return readXml(source, entry, handler);
  };
  const relations = async (path) => {
    const found = /* @__PURE__ */ new Map();
    const at = path.lastIndexOf("/") + 1;
    await read(`${path.slice(0, at)}_rels/${path.slice(at)}.rels`, {
      ...nothing,
      places: { Relationships: [ROOT], Relationship: ["Relationships"] },
      open: (name, attributes) => {
        if (name !== "Relationship" || attribute(attributes, "TargetMode") === "External") return;
        const [id, type, target] = ["Id", "Type", "Target"].map((each) => attribute(attributes, each) ?? "");
        if (id && found.has(id)) throw new Unreadable("Two parts of the workbook have one name.");
        if (id && type && target) found.set(id, { type, path: resolve(path, target) });
      }
    });
    return found;
  };
  const pathOf = (all, kind) => {
    const [first, second] = [...all.values()].filter(({ type }) => isOfficeType(type, kind));
    if (second) throw new Unreadable("Two parts of the workbook claim to be one.");
    return first?.path ?? null;
  };
  const main = pathOf(await relations(""), "officeDocument");
  if (!main) throw new Unreadable("The .zip file is no workbook.");
  const related = await relations(main);
  const sheets = [];
  let since1904 = false;
  await read(main, {
    ...nothing,
    places: { workbook: [ROOT], workbookPr: ["workbook"], sheets: ["workbook"], sheet: ["sheets"] },
    open: (name, attributes, spaces) => {
      if (name === "workbookPr") since1904 = truth(attribute(attributes, "date1904"));
      if (name !== "sheet") return;
      const path = related.get(relationOf(attributes, spaces) ?? "")?.path;
      if (path) sheets.push({ name: attribute(attributes, "name") ?? "", path });
    }
  });
  if (new Set(sheets.map(({ name }) => name)).size !== sheets.length)
    throw new Unreadable("Two sheets of the workbook have one name.");
  const [strings, styles] = [pathOf(related, "sharedStrings"), pathOf(related, "styles")];
  return { sheets, since1904, strings, styles, read };
}

// lib/ledger/verifier/workbook.ts
var NO_PROOF = "It is a workbook without the sheet “Verify”: one that an older version exported, one from which the sheet was removed, or none of Chainward’s. It proves nothing.";
async function readStrings({ strings, read }) {
  const found = [];
  if (strings)
    await read(
      strings,
      stringsReader((text2) => found.push(text2))
    );
  return found;
}
async function readProof(book, strings, path, findings) {
  let text2 = "";
  const hashes = [];
  let isLast = false;
  await book.read(
    path,
    sheetReader(strings, ({ number: number3, cells }) => {
      for (const [column2, { text: shown }] of cells) {
        if (column2 !== 0)
          findings.add(null, "form", `${VERIFY_SHEET}, row ${number3}: there is something beside the proof`);
        else if (number3 === 1) text2 = shown;
        else {
          const bytes = fromHex(shown);
          const isWhole2 = bytes?.length === HASHES_A_CELL * HASH;
          if (!bytes || bytes.length % HASH !== 0 || bytes.length > HASHES_A_CELL * HASH || isLast)
            findings.add(null, "form", `${VERIFY_SHEET}, A${number3}: it does not hold hashes as the format says`);
          else hashes.push(bytes);
          isLast = !isWhole2;
        }
      }
    })
  );
  if (text2 === "") throw new Unreadable(NEITHER);
  return { header: readHeader(text2), hashes };
}
async function readEvents(book, strings, check, findings) {
  const rows = new SheetRows(findings, (row) => check.row(row));
  const deceptive = { cells: /* @__PURE__ */ new Set(), rules: /* @__PURE__ */ new Set() };
  if (book.styles) await book.read(book.styles, deceptiveStyles(deceptive));
  for (let at = 0; ; at += 1) {
    const sheet = book.sheets.find(({ name }) => name === eventsSheet(at));
    if (!sheet) return;
    let columns = null;
    const onRow = (row) => {
      const context = { sheet: sheet.name, since1904: book.since1904, deceptive: deceptive.cells };
      if (columns) rows.read(row, { ...context, columns });
      else columns = readHeads(row, context, findings);
    };
    const onCondition = (condition) => {
      if ("code" in condition ? isDeceptive(condition.code) : deceptive.rules.has(condition.style))
        findings.add(null, "cell", `a conditional format of ${sheet.name} shows something else than its cells hold`);
    };
    const reader = sheetReader(strings, onRow, onCondition);
    await book.read(sheet.path, reader);
  }
}
function noteForeignSheets({ sheets }, remarks) {
  const ours = /* @__PURE__ */ new Set(["About", VERIFY_SHEET, ...sheets.map((_, at) => eventsSheet(at))]);
  for (const { name } of sheets)
    if (!ours.has(name)) remarks.push(`The sheet “${brief(name)}” is none of the export’s: nothing in it is proven.`);
}
async function verifyWorkbook(source, given, platform, findings, remarks, limits) {
  const book = await openBook(source, limits);
  const path = book.sheets.find(({ name }) => name === VERIFY_SHEET)?.path;
  if (!path) throw new Unreadable(NO_PROOF);
  const strings = await readStrings(book);
  let check = null;
  try {
    const { header, hashes } = await readProof(book, strings, path, findings);
    noteForeignSheets(book, remarks);
    check = await ExportCheck.open(header, given, platform, findings, remarks);
    await readEvents(book, strings, check, findings);
    for (const cell2 of hashes) for (let at = 0; at < cell2.length; at += HASH) check.node(cell2.subarray(at, at + HASH));
    return { check, outcome: check.finish() };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    findings.add(null, error.damage, error.detail);
    return { check, outcome: null };
  }
}

// lib/ledger/verifier/index.ts
var isVerifierKey = (vkey) => parseVerifierKey(vkey) !== null;
var isCheckpoint = (note) => parseCheckpoint(note) !== null;
function readKeys(vkeys) {
  return vkeys.map((vkey) => {
    const key = parseVerifierKey(vkey);
    if (!key) throw new RangeError("That is not a verifier key: it looks like name+01234567+AQ…");
    return key;
  });
}
var isZip = (head) => head[0] === 80 && head[1] === 75;
function verdictOf(outcome, findings, pinned) {
  if (findings.count > 0 || !outcome) return "broken";
  if (!pinned) return "unpinned";
  return outcome.contiguous ? "ok" : "partial";
}
var described = (seen) => {
  const { check, outcome } = seen;
  const checkpoint2 = check ? parseCheckpoint(check.header.checkpoint) : null;
  return {
    origin: check?.header.origin ?? null,
    size: checkpoint2?.size ?? 0,
    root: checkpoint2 ? toHex(checkpoint2.root) : null,
    rows: outcome?.rows ?? check?.rows ?? 0,
    contiguous: outcome?.contiguous ?? false,
    anchored: outcome?.anchored != null,
    anchoredSize: outcome?.anchored?.checkpoint.size ?? null,
    anchoredFrom: outcome?.anchored?.from ?? null,
    signedBy: outcome?.facts.signedBy ?? null,
    checkpoint: check?.header.checkpoint ?? null,
    filter: check?.header.filter ?? null,
    event: outcome?.event ?? null,
    demo: outcome?.demo ?? false
  };
};
async function verifyExport(file, options = {}) {
  const began = Date.now();
  const given = { keys: readKeys(options.vkeys ?? []), anchored: options.anchored ?? null };
  const platform = { ...ownPlatform(), ...options.platform };
  const findings = new Findings();
  const remarks = [];
  const pinned = given.keys.length > 0;
  let done = 0;
  const source = guarded(file, (to) => {
    done = Math.max(done, to);
    options.onProgress?.(done, file.size);
  });
  const report = (kind, verdict, seen) => ({
    kind,
    verdict,
    exit: exitOf(verdict),
    firstBad: findings.firstBad,
    findings: findings.list,
    damages: findings.count,
    origin: null,
    size: 0,
    root: null,
    rows: 0,
    contiguous: false,
    anchored: false,
    anchoredSize: null,
    anchoredFrom: null,
    pinned,
    signedBy: null,
    checkpoint: null,
    filter: null,
    event: null,
    demo: false,
    remarks,
    ...described(seen),
    milliseconds: Date.now() - began
  });
  const nothing2 = { check: null, outcome: null };
  try {
    if (file.size === 0) throw new Unreadable("The file is empty");
    const isBook = isZip(await source.read(0, Math.min(4, file.size)));
    const seen = isBook ? await verifyWorkbook(source, given, platform, findings, remarks, { ...DEFAULT_LIMITS, ...options.limits }) : await verifyBundle(source, given, platform, findings, remarks);
    return report(isBook ? "workbook" : "bundle", verdictOf(seen.outcome, findings, pinned), seen);
  } catch (error) {
    if (error instanceof CouldNotLook) throw error;
    remarks.push(error instanceof Unreadable ? error.message : "The file could not be read to its end.");
    return report(null, "unreadable", nothing2);
  }
}

// lib/core/visible-text.ts
var HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
function visibleText(text2) {
  return text2.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}}`);
}

// lib/ledger/verifier/words.ts
var VERDICT_WORDS = {
  ok: {
    title: "Intact and complete",
    meaning: "Every event from the log’s beginning to this export is here, exactly as it was sealed."
  },
  partial: {
    title: "Intact, a part of the log",
    meaning: "What is shown is exactly what was sealed. Whether other events matched the filter only an export of everything proves."
  },
  unpinned: {
    title: "Intact, but whose?",
    meaning: "The file agrees with itself and with the key that it names, and anybody can make such a file. Give the log’s key, from somebody you trust and not from this file."
  },
  broken: { title: "Tampered with", meaning: "The file is not what the log signed." },
  unreadable: {
    title: "Not readable",
    meaning: "This is no export that can be verified; nothing is said about the log."
  },
  unanchored: { title: "Intact, not anchored", meaning: "No checkpoint outside the database was compared." },
  withheld: { title: "Archived", meaning: "Archived records are not here; their place is proven." },
  missing: { title: "Nothing there", meaning: "There is no log here." }
};
var number2 = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
function reportFacts(report) {
  if (!report.kind) return [];
  const { event, root, rows, size, anchoredSize, anchoredFrom } = report;
  const facts = [
    ["File", report.kind === "bundle" ? "bundle" : "Excel export"],
    ["Log", report.origin ?? "not named"],
    ["Rows", `${number2(rows)} of the ${number2(size)} events under the signed checkpoint`]
  ];
  if (report.firstBad?.seq != null) facts.unshift(["First bad", `event ${number2(report.firstBad.seq)}`]);
  if (root) facts.push(["Signed root", root]);
  facts.push([
    "Key",
    report.pinned ? report.signedBy ? "the one you gave" : "not the one you gave" : "none given: only the one that the file names was tried"
  ]);
  if (event) facts.push(["Exported", `${event.at} by ${event.by}, sealed as event ${number2(event.seq)}`]);
  if (report.anchored) {
    const whose = anchoredFrom === "caller" ? "that you gave" : "in the file";
    facts.push(["Continues", `the older checkpoint ${whose}, of ${number2(anchoredSize ?? 0)} events`]);
  }
  if (report.demo) facts.push(["Demonstration", "the log’s first event says that its events are made up"]);
  return facts;
}
function findingWords({ seq, damage, detail, cell: cell2 }) {
  const where = cell2 ? `${cell2.sheet}!${cell2.address}` : seq === null ? "" : `event ${number2(seq)}`;
  const edited = cell2 && ` – shows “${cell2.shown}”, recorded is “${cell2.recorded}”`;
  return `${where}${where && ": "}${DAMAGES2[damage]} (${detail})${edited ?? ""}`;
}

// verifier/src/command.ts
var USAGE = `usage: node chainward-verify.mjs FILE [--vkey KEY] [--anchored NOTE] [--json]

  FILE             a bundle (.ndjson) or an Excel export (.xlsx) of Chainward
  --vkey KEY       the log's verifier key, got from somebody you trust; may be given several times
  --anchored NOTE  a file with an older signed checkpoint that you kept: the log must continue it
  --json           the whole report as JSON

Ends with 0 ok, 10 broken, 11 partial, 12 unpinned, 16 unreadable; 1 when it could not look, 64 when it was called wrongly.
`;
var COULD_NOT_LOOK = 1;
var USAGE_ERROR = 64;
var MOST_LISTED = 50;
var LIMITS = { unpacked: 64 * 1024 ** 3 };
var Usage = class extends Error {
};
function readWish(args) {
  const wish = { file: "", vkeys: [], anchored: null, json: false };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== void 0; arg = rest.shift()) {
    const [name = "", joined] = arg.startsWith("--") ? /^(--[a-z]+)(?:=(.*))?$/s.exec(arg)?.slice(1) ?? [arg] : [];
    const value = () => {
      const given = joined ?? rest.shift();
      if (!given) throw new Usage(`${name} needs a value`);
      return given;
    };
    if (name === "--json") wish.json = true;
    else if (name === "--vkey") wish.vkeys.push(value().trim());
    else if (name === "--anchored") wish.anchored = value();
    else if (name || wish.file) throw new Usage(`What is ${visibleText(arg)}?`);
    else wish.file = arg;
  }
  if (!wish.file) throw new Usage("Which file?");
  const odd = wish.vkeys.find((vkey) => !isVerifierKey(vkey));
  if (odd) throw new Usage(`${visibleText(odd)} is no verifier key; one looks like name+01234567+AQ…`);
  return wish;
}
function inWords(report) {
  const { title, meaning } = VERDICT_WORDS[report.verdict];
  const listed = report.findings.slice(0, MOST_LISTED).map((finding) => `  - ${visibleText(findingWords(finding))}`);
  const more = report.damages - listed.length;
  const facts = [...reportFacts(report), ["Took", `${(report.milliseconds / 1e3).toFixed(1)} s`]];
  return [
    `${report.verdict.toUpperCase()}: ${title}`,
    meaning,
    "",
    ...facts.map(([label = "", value = ""]) => `  ${label.padEnd(14)}${visibleText(value)}`),
    ...listed.length > 0 ? ["", "What is wrong:", ...listed] : [],
    ...more > 0 ? [`  … and ${more} more`] : [],
    ...report.remarks.length > 0 ? ["", ...report.remarks.map((remark) => `Note: ${visibleText(remark)}`)] : [],
    ""
  ].join("\n");
}
async function look({ file, vkeys, anchored }, verify) {
  const { open, readFile } = await import("node:fs/promises");
  const note = anchored === null ? void 0 : await readFile(anchored, "utf8");
  if (note !== void 0 && !isCheckpoint(note))
    throw new Usage(`${visibleText(anchored ?? "")} holds no signed checkpoint`);
  const handle = await open(file);
  try {
    const source = {
      size: (await handle.stat()).size,
      read: async (from, to) => {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      }
    };
    return await verify(source, { vkeys, anchored: note, limits: LIMITS });
  } finally {
    await handle.close();
  }
}
async function runCommand(args, verify) {
  if (args.includes("--help")) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const wish = readWish(args);
    const report = await look(wish, verify);
    process.stdout.write(wish.json ? `${JSON.stringify(report)}
` : inWords(report));
    return report.exit;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`chainward-verify: ${visibleText(why)}
${error instanceof Usage ? `
${USAGE}` : ""}`);
    if (error instanceof Usage) return USAGE_ERROR;
    if (!(error instanceof CouldNotLook) && !(error instanceof Error && "code" in error))
      process.stderr.write("The file was not verified.\n");
    return COULD_NOT_LOOK;
  }
}

// verifier/src/main.ts
if (typeof process === "object" && process.versions?.node && process.argv[1]) {
  const [{ realpathSync }, { fileURLToPath }] = await Promise.all([import("node:fs"), import("node:url")]);
  if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
    const { createHash, webcrypto } = await import("node:crypto");
    const platform = { subtle: webcrypto.subtle, hasher: () => createHash("sha256") };
    process.exitCode = await runCommand(
      process.argv.slice(2),
      (file, options) => verifyExport(file, { ...options, platform })
    );
  }
}
export {
  CouldNotLook,
  fromBlob,
  fromBytes,
  isCheckpoint,
  isVerifierKey,
  verifyExport
};
