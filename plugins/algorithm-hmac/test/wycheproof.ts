import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

const fileName = /^hmac_sha(256|384|512)_test\.json$/;

export interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
  readonly result: 'valid' | 'invalid';
}

/** The vectors of one file whose keys and tags have one length, in bits. */
export interface VectorGroup {
  readonly file: string;
  readonly keySpec: string;
  readonly keySize: number;
  readonly tagSize: number;
  readonly tests: readonly Vector[];
}

const { areMissing, files } = wycheproofVectors<Omit<VectorGroup, 'file' | 'keySpec'>>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'HMAC',
  names: fileName,
  needed: ['hmac_sha256_test.json'],
});

export { areMissing };

/** The vectors of every file of HMAC with SHA-2. */
export const wycheproofGroups: readonly VectorGroup[] = files.flatMap(({ name, groups }) =>
  groups.map((group) => ({ ...group, file: name, keySpec: `HMAC_${fileName.exec(name)?.[1] ?? ''}` })),
);
