import { resolve } from 'node:path';
import type { Authorizer, PluginContext } from '@chatelaine/core';
import { checkPolicyTrust, readPolicies, readPolicyBundle } from '@chatelaine/policy';
import type { CaslOptions } from './casl-options.ts';
import { PolicyCompiler } from './policy-compiler.ts';
import { readPublicKeys } from './public-keys.ts';

/**
 * Opens the authorizer.
 *
 * @throws VaultError `InvalidPolicy`, `PolicyNotTrusted`, `InvalidArgument` for policies that can't be taken whole, and for public
 * keys that can't be read.
 */
export function openCaslAuthorizer(options: CaslOptions, context: PluginContext): Authorizer {
  const { policies, publicKeys, minimumVersion } = options;
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
  return { compile, compileBundle, policy: compiler.policies(readPolicies(resolve(baseDirectory, policies))) };
}
