/** The names of the limits that a host may set; see `Limits` of the vault for their defaults. */
export type LimitName = 'plaintextBytes' | 'messageBytes';

/**
 * What an operation takes under one name. The pipeline validates by it, the command line and the
 * documentation describe it.
 */
export type Parameter = { readonly required: boolean; readonly summary: string } & (
  | { readonly kind: 'keyIdentifier' | 'aliasIdentifier' | 'aliasName' }
  | { readonly kind: 'bytes'; readonly minimum: number; readonly maximum: number | LimitName }
  | { readonly kind: 'ciphertext'; readonly maximum: number }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number; readonly default?: number }
  | {
      readonly kind: 'encryptionContext';
      /** What an absent one is: the same as one of no pairs, or something that the operation tells from it. */
      readonly absent: 'empty' | 'unset';
    }
  | { readonly kind: 'text'; readonly maximum: number }
  | { readonly kind: 'choice'; readonly among: readonly string[] }
  /** A list of some of them, at least one. */
  | { readonly kind: 'choices'; readonly among: readonly string[] }
  | {
      readonly kind:
        | 'boolean'
        | 'keySpec'
        | 'keyVersion'
        | 'algorithmName'
        | 'tags'
        | 'tagKeys'
        | 'tagFilter'
        | 'principalId'
        | 'grantId'
        /** ISO 8601 in UTC, such as `2030-01-31T12:00:00Z`. */
        | 'time'
        | 'byteStream'
        | 'policyDocuments'
        /** Which of a plugin's registrations to use, and its options: `{ use, … }`. */
        | 'section';
    }
);
