/** What a ciphertext is for. An operation opens only its own purpose. */
export const purposes = {
  data: 1,
  dataKey: 2,
  dataKeyPair: 3,
  stream: 4,
} as const;

export type Purpose = (typeof purposes)[keyof typeof purposes];
