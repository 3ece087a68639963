import { aes } from '@chatelaine/algorithm-aes';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import type { Section } from '@chatelaine/vault';
import { expectTypeOf, test } from 'vitest';

test('plugins without names leave the sections of others typed', () => {
  const plugins = [level(), localRootKey(), aes(), generated()] as const;
  expectTypeOf<Section<typeof plugins, 'keyStore'>['use']>().toEqualTypeOf<'level'>();
  expectTypeOf<Section<typeof plugins, 'auditSink'>>().toEqualTypeOf<never>();
});
