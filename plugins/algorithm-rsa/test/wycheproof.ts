import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

const signatureFile = /^rsa_(signature|pss)_(?:2048|3072|4096)_sha(256|384|512)_(?:mgf1_\d+_)?test\.json$/;
const oaepFile = /^rsa_oaep_(?:2048|3072|4096)_sha(1|256)_mgf1sha\d+_test\.json$/;

export interface SignatureVector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'acceptable' | 'invalid';
}

export interface CiphertextVector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly ct: string;
  readonly label: string;
  readonly result: 'valid' | 'invalid';
}

/** What the files tell of a group of vectors. */
interface Group<Vector> {
  readonly keySize: number;
  readonly sha: string;
  readonly mgfSha?: string;
  /** Length of the salts of PSS. */
  readonly sLen?: number;
  readonly publicKeyDer?: string;
  readonly privateKeyPkcs8?: string;
  readonly tests: readonly Vector[];
}

/** A file and what of this plugin judges its vectors. */
interface File<Vector> {
  readonly name: string;
  readonly algorithm: string;
  readonly groups: readonly Group<Vector>[];
}

const { areMissing, files } = wycheproofVectors<Group<never>>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'RSA',
  names: new RegExp(`${signatureFile.source}|${oaepFile.source}`),
  needed: [
    'rsa_oaep_2048_sha256_mgf1sha256_test.json',
    'rsa_pss_2048_sha256_mgf1_32_test.json',
    'rsa_signature_2048_sha256_test.json',
  ],
});

export { areMissing };

/** Every file of signatures with a hash function that this plugin has. */
export const signatureFiles: readonly File<SignatureVector>[] = filesLike(signatureFile, ([, scheme, bits]) =>
  scheme === 'pss' ? `RSASSA_PSS_SHA_${bits}` : `RSASSA_PKCS1_V1_5_SHA_${bits}`,
);

/** Every file of OAEP ciphertexts with a hash function that this plugin has. */
export const ciphertextFiles: readonly File<CiphertextVector>[] = filesLike(
  oaepFile,
  ([, bits]) => `RSAES_OAEP_SHA_${bits}`,
);

function filesLike<Vector>(
  pattern: RegExp,
  algorithm: (match: readonly (string | undefined)[]) => string,
): readonly File<Vector>[] {
  return files.flatMap(({ name, groups }) => {
    const match = pattern.exec(name);
    return match === null ? [] : [{ name, algorithm: algorithm(match), groups }];
  });
}
