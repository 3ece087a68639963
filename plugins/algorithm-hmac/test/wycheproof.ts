import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);
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

/** The vectors of every file of HMAC with SHA-2; none, and one line that says so, where they are missing. */
export function wycheproofGroups(): readonly VectorGroup[] {
  if (!existsSync(folder)) {
    process.stdout.write(
      'The Wycheproof vectors of HMAC are left out: there is no shared/vectors beside the project.\n',
    );
    return [];
  }
  return readdirSync(folder).flatMap((file) => {
    const [, bits] = fileName.exec(file) ?? [];
    if (bits === undefined) return [];
    const { testGroups } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      readonly testGroups: readonly Omit<VectorGroup, 'file' | 'keySpec'>[];
    };
    return testGroups.map((group) => ({ ...group, file, keySpec: `HMAC_${bits}` }));
  });
}
