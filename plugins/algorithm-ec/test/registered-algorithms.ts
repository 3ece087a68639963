import type { Algorithm, PluginHost } from '@chatelaine/core';
import { ec } from '../src/index.ts';

/** What the plugin registers with a host that takes algorithms only. */
export async function registeredAlgorithms(): Promise<readonly Algorithm[]> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await ec().setup(host as unknown as PluginHost);
  return algorithms;
}
