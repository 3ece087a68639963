import {
  type MaterialContext,
  type MaterialSession,
  type MaterialSource,
  SecretBytes,
  type WrappingParameters,
} from '@chatelaine/core';
import { checked } from './contained.ts';
import { misbehaved } from './misbehaved.ts';

const longestSession = 65_536;
const longestText = 1_024;
const longestPublicKey = 4_096;
const nothing = Object.freeze({});

/** Holds a material source to what it promised. */
export function guardMaterialSource(source: MaterialSource): MaterialSource {
  const who = `The material source of origin ${source.origin}`;
  const checkSession = (begun: MaterialSession): MaterialSession => {
    if (!SecretBytes.is(begun?.session) || begun.session.length > longestSession) {
      throw misbehaved(who, 'began without a session');
    }
    const { expiresAt, forCaller } = begun;
    if (expiresAt !== undefined && !Number.isSafeInteger(expiresAt))
      throw misbehaved(who, 'gave no time for an expiry');
    const told = source.immediate ? nothing : checkParameters(who, forCaller);
    return { forCaller: told, session: begun.session, ...(expiresAt !== undefined && { expiresAt }) };
  };
  const checkMaterial = (material: SecretBytes): SecretBytes => {
    if (!SecretBytes.is(material)) throw misbehaved(who, 'gave no secret bytes');
    return material;
  };
  return Object.freeze({
    origin: source.origin,
    immediate: source.immediate,
    begin: (context: MaterialContext, input: unknown) => checked(who, () => source.begin(context, input), checkSession),
    finish: (context: MaterialContext, session: SecretBytes, input: unknown) =>
      checked(who, () => source.finish(context, session, input), checkMaterial),
  });
}

/** What goes to a caller is copied, so that nothing of it changes or is more than it seems. */
function checkParameters(who: string, given: MaterialSession['forCaller']): WrappingParameters {
  const { publicKey, warning, wrappingAlgorithm, wrappingKeySpec }: Partial<WrappingParameters> = given ?? {};
  if (!(publicKey instanceof Uint8Array) || publicKey.length === 0 || publicKey.length > longestPublicKey) {
    throw misbehaved(who, 'gave no public key');
  }
  if (!isText(wrappingAlgorithm) || !isText(wrappingKeySpec) || (warning !== undefined && !isText(warning))) {
    throw misbehaved(who, 'does not say how material is wrapped');
  }
  return {
    publicKey: new Uint8Array(publicKey),
    wrappingAlgorithm,
    wrappingKeySpec,
    ...(warning !== undefined && { warning }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longestText;
}
