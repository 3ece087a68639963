import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

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

const [oaep, keyWrap] = ['rsa_oaep_2048_sha256_mgf1sha256_test.json', 'aes_kwp_test.json'] as const;
const { areMissing, files } = wycheproofVectors<OaepGroup | KeyWrapGroup>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'wrapped keys',
  names: new RegExp(`^(${oaep}|${keyWrap})$`),
  needed: [oaep, keyWrap],
});

function groupsOf<Group>(file: string): readonly Group[] {
  return files.filter(({ name }) => name === file).flatMap(({ groups }) => groups as readonly Group[]);
}

export { areMissing };

/** RSAES-OAEP with SHA-256 and keys of 2,048 bits. */
export const oaepGroups: readonly OaepGroup[] = groupsOf(oaep);

/** AES key wrap with padding (RFC 5649). */
export const keyWrapGroups: readonly KeyWrapGroup[] = groupsOf(keyWrap);
