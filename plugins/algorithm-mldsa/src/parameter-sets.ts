/** What tells the parameter sets of ML-DSA apart (FIPS 204 §4, tables 1 and 2). */
export interface ParameterSet {
  readonly keySpec: KeySpecName;
  /** The name that FIPS 204 gives it. */
  readonly name: 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87';
  /** The last arc of its object identifier, 2.16.840.1.101.3.4.3.x (RFC 9881 §2). */
  readonly lastArc: number;
  readonly publicKeyBytes: number;
  /** Of the expanded key, which primitives sign with (FIPS 204 §7.2, skEncode). */
  readonly secretKeyBytes: number;
  readonly signatureBytes: number;
}

export type KeySpecName = 'ML_DSA_44' | 'ML_DSA_65' | 'ML_DSA_87';

/** Bytes of the seed that a key is made of (ξ in FIPS 204 §6.1). */
export const seedBytes = 32;

export const parameterSets: Readonly<Record<KeySpecName, ParameterSet>> = Object.freeze({
  ML_DSA_44: Object.freeze<ParameterSet>({
    keySpec: 'ML_DSA_44',
    name: 'ML-DSA-44',
    lastArc: 17,
    publicKeyBytes: 1_312,
    secretKeyBytes: 2_560,
    signatureBytes: 2_420,
  }),
  ML_DSA_65: Object.freeze<ParameterSet>({
    keySpec: 'ML_DSA_65',
    name: 'ML-DSA-65',
    lastArc: 18,
    publicKeyBytes: 1_952,
    secretKeyBytes: 4_032,
    signatureBytes: 3_309,
  }),
  ML_DSA_87: Object.freeze<ParameterSet>({
    keySpec: 'ML_DSA_87',
    name: 'ML-DSA-87',
    lastArc: 19,
    publicKeyBytes: 2_592,
    secretKeyBytes: 4_896,
    signatureBytes: 4_627,
  }),
});
