import { resolve } from 'node:path';
import type { Authorizer, PluginContext } from '@chatelaine/core';
import { checkPolicyTrust, readPolicyBundle } from '@chatelaine/policy';
import type { CaslOptions } from './casl-options.ts';
import { type CaslSurroundings, systemSurroundings } from './casl-surroundings.ts';
import { PolicyCompiler } from './policy-compiler.ts';
import { policyFiles } from './policy-files.ts';
import { readPublicKeys } from './public-keys.ts';
import { WatchedPolicies } from './watched-policies.ts';

/**
 * Opens the authorizer.
 *
 * @throws VaultError `InvalidPolicy`, `PolicyNotTrusted`, `InvalidArgument` for policies that can't be taken whole, and for public
 * keys that can't be read.
 */
export function openCaslAuthorizer(
  options: CaslOptions,
  context: PluginContext,
  surroundings: CaslSurroundings = systemSurroundings,
): Authorizer {
  const { policies, publicKeys, minimumVersion, maxStalenessSeconds = 900 } = options;
  const { region, domainId, baseDirectory } = context;
  const trust = {
    ...(publicKeys !== undefined && { publicKeys: readPublicKeys(publicKeys, baseDirectory) }),
    ...(minimumVersion !== undefined && { minimumVersion }),
  };
  checkPolicyTrust(trust);
  const compiler = new PolicyCompiler({ region, domainId }, trust);
  const compile: Authorizer['compile'] = (documents) => compiler.documents(documents);
  const compileBundle: Authorizer['compileBundle'] = (bundle) => compiler.bundle(readPolicyBundle(bundle));
  if (policies === undefined) return { compile, compileBundle };
  const watched = new WatchedPolicies(
    policyFiles(resolve(baseDirectory, policies)),
    compiler,
    maxStalenessSeconds,
    surroundings,
  );
  return {
    compile,
    compileBundle,
    get policy() {
      return watched.policy;
    },
    status: () => watched.status(),
    close: () => watched.close(),
  };
}
