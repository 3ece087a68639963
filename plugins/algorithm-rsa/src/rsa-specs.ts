/** What differs between the key specs. */
export interface RsaSpec {
  readonly keySpec: string;
  readonly modulusBits: number;
}

export const rsaSpecs: readonly RsaSpec[] = Object.freeze([
  { keySpec: 'RSA_2048', modulusBits: 2_048 },
  { keySpec: 'RSA_3072', modulusBits: 3_072 },
  { keySpec: 'RSA_4096', modulusBits: 4_096 },
]);

/** Length in bytes of the modulus, and so of every signature and ciphertext. */
export function modulusBytes({ modulusBits }: RsaSpec): number {
  return modulusBits / 8;
}
