import { aes } from '@chatelaine/algorithm-aes';
import type { AuditEvent, KeyStore, VaultPlugin } from '@chatelaine/core';
import { definePlugin, pluginApiVersion } from '@chatelaine/core';
import { generated } from '@chatelaine/material-generated';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault, type Vault, type VaultConfiguration } from '@chatelaine/vault';
import { closedOptions } from './closed-options.ts';
import { testAuditSink } from './test-audit-sink.ts';
import { testAuthorizer, type Decide } from './test-authorizer.ts';
import { testRootKey } from './test-root-key.ts';

/** What a test may want to be different. */
export interface TestVaultOptions extends Pick<
  VaultConfiguration,
  'allowSelfGain' | 'auditLevel' | 'clock' | 'create' | 'jobs' | 'limits'
> {
  /** Default: everything is allowed. */
  readonly decide?: Decide;
  /** Where the records lie; give one to open a vault again over the same records. Closing the vault closes it. */
  readonly store?: KeyStore;
  /** Filled with audit events. */
  readonly events?: AuditEvent[];
  /** Besides AES_256 and generated material. */
  readonly plugins?: readonly VaultPlugin[];
  /** Default `eu-test-1`. */
  readonly region?: string;
  /** Default `domain1`. */
  readonly domainId?: string;
}

/** Opens a vault in memory that allows everything. For tests only: its root key is public. */
export function openTestVault(options: TestVaultOptions = {}): Promise<Vault> {
  const {
    decide = () => true,
    store = new MemoryKeyStore(),
    events = [],
    plugins = [],
    region = 'eu-test-1',
    domainId = 'domain1',
    ...given
  } = options;
  return openVault({
    region,
    domainId,
    plugins: [givenStore(), testRootKey(), testAuthorizer(), testAuditSink(), generated(), aes(), ...plugins],
    keyStore: { use: 'given', store },
    rootKey: { use: 'test' },
    authorizer: { use: 'test', decide },
    audit: [{ use: 'test', events }],
    ...given,
  });
}

interface GivenStoreOptions {
  readonly store: KeyStore;
}

function givenStore(): VaultPlugin<{ keyStore: { given: GivenStoreOptions } }> {
  return definePlugin<{ keyStore: { given: GivenStoreOptions } }>({
    name: '@chatelaine/conformance/given-store',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.keyStore('given', { options: closedOptions<GivenStoreOptions>(['store']), open: ({ store }) => store });
    },
  });
}
