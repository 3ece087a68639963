import { existsSync, readFileSync } from 'node:fs';

const file = new URL('../../../../shared/vectors/wycheproof/aes_gcm_test.json', import.meta.url);

export interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: 'valid' | 'invalid';
}

interface VectorFile {
  readonly testGroups: readonly {
    readonly keySize: number;
    readonly ivSize: number;
    readonly tagSize: number;
    readonly tests: readonly Vector[];
  }[];
}

/** The vectors for keys of 256 bits, nonces of 96 and tags of 128; none, and one line that says so, where they are missing. */
export function wycheproofVectors(): readonly Vector[] {
  if (!existsSync(file)) {
    process.stdout.write(
      'The Wycheproof vectors of AES-GCM are left out: there is no shared/vectors beside the project.\n',
    );
    return [];
  }
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;
  return testGroups
    .filter(({ keySize, ivSize, tagSize }) => keySize === 256 && ivSize === 96 && tagSize === 128)
    .flatMap(({ tests }) => tests);
}
