import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);

interface OaepVector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly ct: string;
  readonly label: string;
  readonly result: 'valid' | 'invalid';
}

export interface OaepGroup {
  readonly privateKeyPkcs8: string;
  readonly tests: readonly OaepVector[];
}

interface KeyWrapVector {
  readonly tcId: number;
  readonly comment: string;
  readonly key: string;
  readonly msg: string;
  readonly ct: string;
  readonly result: 'valid' | 'invalid';
}

export interface KeyWrapGroup {
  readonly keySize: number;
  readonly tests: readonly KeyWrapVector[];
}

/** None, and one line that says so, where the vectors are missing. */
function groupsOf<Group>(file: string): readonly Group[] {
  if (!existsSync(new URL(file, folder))) {
    process.stdout.write(
      `The Wycheproof vectors of ${file} are left out: there is no shared/vectors beside the project.\n`,
    );
    return [];
  }
  return (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { readonly testGroups: readonly Group[] })
    .testGroups;
}

/** RSAES-OAEP with SHA-256 and keys of 2,048 bits. */
export function oaepGroups(): readonly OaepGroup[] {
  return groupsOf('rsa_oaep_2048_sha256_mgf1sha256_test.json');
}

/** AES key wrap with padding (RFC 5649). */
export function keyWrapGroups(): readonly KeyWrapGroup[] {
  return groupsOf('aes_kwp_test.json');
}
