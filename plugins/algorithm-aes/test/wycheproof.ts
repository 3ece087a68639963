import { wycheproofVectors } from '@chatelaine/conformance/wycheproof';

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

interface Group {
  readonly keySize: number;
  readonly tests: readonly Vector[];
}

const fileName = /^aes_gcm_test\.json$/;
const { areMissing, files } = wycheproofVectors<Group>({
  folder: new URL('../../../../shared/vectors/wycheproof/', import.meta.url),
  about: 'AES-GCM',
  names: fileName,
  needed: ['aes_gcm_test.json'],
});

function vectorsWithKeysOf256Bits(wanted: boolean): readonly Vector[] {
  const groups = files.flatMap((file) => file.groups);
  return groups.filter(({ keySize }) => (keySize === 256) === wanted).flatMap(({ tests }) => tests);
}

/** The vectors by what the plugin makes of them. */
export const vectors = {
  areMissing,
  withKeysOf256Bits: vectorsWithKeysOf256Bits(true),
  withOtherKeys: vectorsWithKeysOf256Bits(false),
} as const;
