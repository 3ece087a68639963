/** The key of the seed 2a2a…2a and its deterministic signature of "Hello world", in base64. */
export interface KnownAnswer {
  readonly publicKey: string;
  readonly signature: string;
}

/** The seed of every known answer. */
export function knownSeed(): Uint8Array {
  return new Uint8Array(32).fill(0x2a);
}

/** The message that every known answer signs, with an empty context. */
export function knownMessage(): Uint8Array {
  return new TextEncoder().encode('Hello world');
}
