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
    readonly tests: readonly Vector[];
  }[];
}

/** The vectors by what the plugin makes of them. */
export interface Vectors {
  readonly withKeysOf256Bits: readonly Vector[];
  readonly withOtherKeys: readonly Vector[];
}

/** All vectors; none, and one line that says so, where they are missing. */
export function wycheproofVectors(): Vectors {
  if (!existsSync(file)) {
    process.stdout.write(
      'The Wycheproof vectors of AES-GCM are left out: there is no shared/vectors beside the project.\n',
    );
    return { withKeysOf256Bits: [], withOtherKeys: [] };
  }
  const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;
  const vectorsOf = (wanted: boolean): readonly Vector[] =>
    testGroups.filter(({ keySize }) => (keySize === 256) === wanted).flatMap(({ tests }) => tests);
  return { withKeysOf256Bits: vectorsOf(true), withOtherKeys: vectorsOf(false) };
}
