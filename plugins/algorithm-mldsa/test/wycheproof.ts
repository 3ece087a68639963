import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';
import type { KeySpecName } from '../src/parameter-sets.ts';

const fileName = /^mldsa_(44|65|87)_.*_test\.json$/;

export interface Vector {
  readonly tcId: number;
  /** Absent if only a hash of it is given, which is no whole message. */
  readonly msg?: string;
  readonly ctx?: string;
  /** The randomness of the signature; none if it is the deterministic one. */
  readonly rnd?: string;
  readonly sig?: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** A group: of signatures to make from a seed or an expanded key, or to verify. Keys that are malformed have no others beside them. */
export interface Group {
  readonly privateSeed?: string;
  /** Expanded: our keys never are, so that only the signatures are of use. */
  readonly privateKey?: string;
  readonly privateKeyPkcs8?: string | null;
  readonly publicKey?: string | null;
  readonly publicKeyDer?: string | null;
  readonly tests: readonly Vector[];
}

export interface VectorFile {
  readonly name: string;
  readonly keySpec: KeySpecName;
  readonly groups: readonly Group[];
}

const { areMissing, files } = wycheproofVectors<Group>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'ML-DSA',
  names: fileName,
  needed: ['mldsa_65_sign_seed_test.json', 'mldsa_65_verify_test.json'],
});

export { areMissing };

/** Every file of ML-DSA vectors. */
export const wycheproofFiles: readonly VectorFile[] = files.map(({ name, groups }) => {
  const { 1: bits } = fileName.exec(name) ?? [];
  return { name, keySpec: `ML_DSA_${bits as '44' | '65' | '87'}`, groups };
});

/** A vector in the words of the contract: a whole message and an empty context. */
export interface Expressible extends Vector {
  readonly msg: string;
}

export function isExpressible(vector: Vector): vector is Expressible {
  return vector.msg !== undefined && (vector.ctx ?? '') === '';
}
