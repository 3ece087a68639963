import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

interface Vector {
  readonly tcId: number;
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

export interface VectorGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly Vector[];
}

const fileName = /^ecdsa_secp256k1_sha256(_bitcoin)?_test\.json$/;
const { areMissing, files } = wycheproofVectors<VectorGroup>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'ECDSA on secp256k1',
  names: fileName,
  needed: ['ecdsa_secp256k1_sha256_test.json'],
});

const groupsOf = (ofBitcoin: boolean): readonly VectorGroup[] =>
  files.filter(({ name }) => name.includes('_bitcoin') === ofBitcoin).flatMap(({ groups }) => groups);

/** The vectors of secp256k1, SHA-256 and DER: in the file of Bitcoin, which may be missing, the high s is bad. */
export const vectors = { areMissing, plain: groupsOf(false), bitcoin: groupsOf(true) } as const;
