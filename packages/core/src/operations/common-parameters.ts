import type { Parameter } from './parameter.ts';

/** Parameters that several operations share. */
export const keyId: Parameter = {
  kind: 'keyIdentifier',
  required: true,
  summary: 'The key: its id, one of its aliases, or a URN.',
};
export const expectedKeyId: Parameter = {
  kind: 'keyIdentifier',
  required: false,
  summary: 'The key that the ciphertext must be of.',
};
export const encryptionContext: Parameter = {
  kind: 'encryptionContext',
  required: false,
  absent: 'empty',
  summary: 'Pairs of text that are authenticated, not encrypted: the same pairs are needed to decrypt.',
};
/** `which`: what the algorithm does, such as "signing". */
export const algorithmName = (which: string): Parameter => ({
  kind: 'algorithmName',
  required: false,
  summary: `The ${which} algorithm; the first of the key if absent.`,
});
export const message: Parameter = {
  kind: 'bytes',
  required: true,
  minimum: 0,
  maximum: 'messageBytes',
  summary: 'The message.',
};
export const limit: Parameter = {
  kind: 'integer',
  required: false,
  minimum: 1,
  maximum: 1_000,
  default: 100,
  summary: 'The most entries of one page; a page may be shorter.',
};
export const marker: Parameter = {
  kind: 'text',
  required: false,
  maximum: 1_024,
  summary: 'The nextMarker of the page before.',
};

/** Largest ciphertext that `decryptData` takes: the largest plaintext of any configuration and the header. */
export const ciphertextBytes = 1_048_576;
