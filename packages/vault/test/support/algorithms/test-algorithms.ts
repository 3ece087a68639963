import { type Algorithm, definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import { testMac } from './test-mac.ts';
import { testRsa } from './test-rsa.ts';
import { testSigning } from './test-signing.ts';

/** A plugin that brings these algorithms. */
export function withAlgorithms(...algorithms: readonly Algorithm[]): VaultPlugin {
  return definePlugin({
    name: 'test/algorithms',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      for (const algorithm of algorithms) host.algorithm(algorithm);
    },
  });
}

/** The key specs TEST_SIGN, TEST_MAC and TEST_RSA over `node:crypto`. */
export function testAlgorithms(): VaultPlugin {
  return withAlgorithms(testSigning, testMac, testRsa);
}
