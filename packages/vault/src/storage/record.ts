/** What must be known of a record to replace it: its revision and the digest of what is stored. */
export interface RecordReference {
  readonly path: string;
  /** 0: never written. */
  readonly revision: number;
  /** SHA-256 of the sealed bytes; absent for a path that was never written or is deleted. */
  readonly digest?: Uint8Array;
}

/** A record as the vault reads it. */
export interface OpenedRecord extends RecordReference {
  readonly digest: Uint8Array;
  /** The id of the barrier key that it is sealed under. */
  readonly barrier: number;
  readonly content: Uint8Array;
}

/** One write of a transaction: replaces what `previous` refers to; null deletes. */
export interface RecordWrite {
  readonly previous: RecordReference;
  readonly content: Uint8Array | null;
}
