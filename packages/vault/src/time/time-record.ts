/** What the record `time` holds; all in milliseconds since 1970. */
export interface TimeRecord {
  /** The latest time that was seen. */
  readonly seen: number;
  /** The latest time that nothing speaks against. */
  readonly trusted: number;
  /** What the clock showed when it was first found to have jumped; absent if it has not. */
  readonly jump?: number | undefined;
}

export function encodeTime({ seen, trusted, jump }: TimeRecord): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, seen, trusted, jump }), 'utf8');
}

/** Reads what `encodeTime` wrote; the seal vouches for its form. */
export function decodeTime(content: Uint8Array): TimeRecord {
  return JSON.parse(Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8')) as TimeRecord;
}
