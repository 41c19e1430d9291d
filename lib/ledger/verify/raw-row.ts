/** The columns as the verifier asks for them; casts hold each to the width that is read here. */
export const COPY_COLUMNS = `seq::bigint, event_id::uuid, record::bytea, digest::bytea, prev::bytea, leaf_hash::bytea, class::smallint,
  status::smallint, severity::smallint, module::smallint, activity::smallint, actor_no::integer, sealed_at::timestamptz, recorded_at::timestamptz`;

const HIGH = 2 ** 32;
/** PostgreSQL counts microseconds from 2000-01-01. */
const EPOCH_2000 = 946_684_800_000_000;

/** Where the parts of one row lie in a piece of COPY BINARY. One object serves all rows: nothing is allocated for each. */
export class RawRow {
  bytes: Buffer = Buffer.alloc(0);
  seq = 0;
  eventId = 0;
  record = 0;
  recordEnd = 0;
  /** Places of the three hashes; −1 where what is stored is no hash. */
  digest = 0;
  prev = 0;
  leaf = 0;
  class = 0;
  status = 0;
  severity = 0;
  module = 0;
  activity = 0;
  actor = 0;
  /** A time that no event can have, such as infinity, comes out as 0: a wrong one, which does not end the reading. */
  micros = 0;
  recordedMicros = 0;
  private at = 0;

  read(bytes: Buffer, at: number): number {
    this.bytes = bytes;
    this.at = at;
    this.seq = this.big();
    this.eventId = this.field(16);
    const length = bytes.readInt32BE(this.at);
    this.record = this.at + 4;
    this.recordEnd = this.record + Math.max(0, length);
    this.at = this.recordEnd;
    this.digest = this.field(32);
    this.prev = this.field(32);
    this.leaf = this.field(32);
    this.class = this.small();
    this.status = this.small();
    this.severity = this.small();
    this.module = this.small();
    this.activity = this.small();
    const actor = this.field(4);
    this.actor = actor < 0 ? -1 : bytes.readInt32BE(actor);
    this.micros = this.time();
    this.recordedMicros = this.time();
    return this.at;
  }

  /** The place of the next field; −1 when it is NULL or of another length. */
  private field(width: number): number {
    const length = this.bytes.readInt32BE(this.at);
    const place = this.at + 4;
    this.at = place + Math.max(0, length);
    return length === width ? place : -1;
  }

  private small(): number {
    const place = this.field(2);
    return place < 0 ? -1 : this.bytes.readInt16BE(place);
  }

  private big(): number {
    const place = this.field(8);
    return place < 0 ? -1 : this.bytes.readInt32BE(place) * HIGH + this.bytes.readUInt32BE(place + 4);
  }

  private time(): number {
    const place = this.field(8);
    if (place < 0) return 0;
    const micros = this.bytes.readInt32BE(place) * HIGH + this.bytes.readUInt32BE(place + 4) + EPOCH_2000;
    return Number.isSafeInteger(micros) && micros > 0 ? micros : 0;
  }
}
