import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { KeySpecName } from '../src/parameter-sets.ts';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);
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

/** Every file of ML-DSA vectors beside the project; none, and one line that says so, where the folder is missing. */
export function wycheproofFiles(): readonly VectorFile[] {
  if (!existsSync(folder)) {
    process.stdout.write(
      'The Wycheproof vectors of ML-DSA are left out: there is no shared/vectors beside the project.\n',
    );
    return [];
  }
  return readdirSync(folder).flatMap((name) => {
    const bits = fileName.exec(name)?.[1];
    if (bits !== '44' && bits !== '65' && bits !== '87') return [];
    const { testGroups } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { testGroups: readonly Group[] };
    return [{ name, keySpec: `ML_DSA_${bits}` as const, groups: testGroups }];
  });
}

/** A vector in the words of the contract: a whole message and an empty context. */
export interface Expressible extends Vector {
  readonly msg: string;
}

export function isExpressible(vector: Vector): vector is Expressible {
  return vector.msg !== undefined && (vector.ctx ?? '') === '';
}
