import type { VaultPlugin } from '@chatelaine/core';
import {
  type CallerOperations,
  openVault,
  type Section,
  standard,
  type StandardPlugins,
  type UntypedSection,
  type Vault,
  type VaultConfiguration,
  VaultError,
} from '@chatelaine/standard';
import { expect, expectTypeOf, test } from 'vitest';

// The compiler checks what stands here; `npm run typecheck` runs it over the tests.

test('the standard plugins type the sections that select them', () => {
  expectTypeOf<Section<StandardPlugins, 'keyStore'>['use']>().toEqualTypeOf<'level'>();
  expectTypeOf<Section<StandardPlugins, 'rootKey'>['use']>().toEqualTypeOf<'key-file' | 'passphrase' | 'environment'>();
  expectTypeOf<Section<StandardPlugins, 'auditSink'>['use']>().toEqualTypeOf<'jsonl'>();
  type Configuration = VaultConfiguration<StandardPlugins>;
  expectTypeOf<{ readonly use: 'level'; readonly path: string }>().toExtend<Configuration['keyStore']>();
  expectTypeOf<{ readonly use: 'level' }>().not.toExtend<Configuration['keyStore']>();
  expectTypeOf<{ readonly use: 'levl'; readonly path: string }>().not.toExtend<Configuration['keyStore']>();
  expectTypeOf<{ readonly use: 'key-file'; readonly pth: string }>().not.toExtend<Configuration['rootKey']>();
});

test('a plugin of unknown names leaves sections untyped', () => {
  expectTypeOf<Section<readonly VaultPlugin[], 'keyStore'>>().toEqualTypeOf<UntypedSection>();
});

test('one import has what a program names besides', async () => {
  expectTypeOf<Vault['as']>().returns.toEqualTypeOf<CallerOperations>();
  const plugins = await standard();
  await expect(
    openVault({
      region: 'eu-1',
      domainId: 'shop',
      plugins,
      keyStore: { use: 'level', path: '' },
      rootKey: { use: 'key-file', path: './root.key' },
      authorizer: { use: 'casl' },
    }),
  ).rejects.toSatisfy((error) => VaultError.is(error, 'InvalidConfiguration'));
});
