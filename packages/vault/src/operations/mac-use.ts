import { type KeyIdentifier, type RequestFacts, VaultError } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { after } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import { admit } from '../pipeline/pool-slots.ts';
import type { Services } from '../services.ts';
import { algorithmAsked, algorithmOf } from './named-algorithm.ts';

/** What generateMac and verifyMac are both given. */
export interface MacRequest {
  readonly keyId: KeyIdentifier;
  readonly message: Uint8Array;
  readonly macAlgorithm: string | undefined;
}

/** A message authentication code with the name of its algorithm. */
export interface MadeMac {
  readonly mac: Uint8Array;
  readonly macAlgorithm: string;
}

/** What policies may read of it. */
export function macFacts(
  { request }: Call<MacRequest>,
  entry: KeyEntry | undefined,
  services: Services,
): RequestFacts | undefined {
  return services.facts.of(algorithmAsked(request.macAlgorithm, 'GENERATE_VERIFY_MAC', entry, services));
}

/** The code of the message. @throws VaultError `UnsupportedAlgorithm` */
export function makeMac(call: Call<MacRequest>, entry: KeyEntry, services: Services): MadeMac | Promise<MadeMac> {
  return after(services.loader.current(entry), (version) => {
    const { mac } = version.key;
    if (mac === undefined) throw new VaultError('Internal', 'A key for codes was loaded without what makes them.');
    const macAlgorithm = algorithmOf(call.request.macAlgorithm, [mac.macAlgorithm], entry.record.keySpec);
    admit(call, mac.execution.generate, services);
    return after(version.whileRunning(mac.generate(call.request.message)), (code) => ({ mac: code, macAlgorithm }));
  });
}
