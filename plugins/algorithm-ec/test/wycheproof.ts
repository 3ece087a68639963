import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

/** Files with signatures in DER: those of other encodings have their names after the hash function. */
const fileName = /^ecdsa_secp(256r1|384r1)_sha(256|384)_test\.json$/;

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

export interface VectorGroup {
  readonly publicKey: { readonly curve: string };
  readonly publicKeyDer: string;
  readonly sha: string;
  readonly tests: readonly Vector[];
}

const { areMissing, files } = wycheproofVectors<VectorGroup>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'ECDSA on P-256 and P-384',
  names: fileName,
  needed: ['ecdsa_secp256r1_sha256_test.json'],
});

export { areMissing };

/** The groups of vectors of a curve and a hash function. */
export function wycheproofGroups(curve: string, sha: string): readonly VectorGroup[] {
  return files.flatMap(({ groups }) => groups).filter((group) => group.publicKey.curve === curve && group.sha === sha);
}
