import type { DescribeKeyResponse, KeyIdentifier } from '@chatelaine/core';
import { metadataOf } from '../keys/key-metadata.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

export const describeKey: Implementation = implement<{ readonly keyId: KeyIdentifier }, DescribeKeyResponse>({
  resolve: resolveKey,
  async run(_call, resolved, { algorithms, counters, locality }) {
    const { record } = keyOf(resolved);
    const metadata = metadataOf(record, locality);
    if (!algorithms.isCounted(record.keySpec)) return metadata;
    return { ...metadata, encryptions: await counters.encryptions(record.keyId, record.currentVersion) };
  },
});
