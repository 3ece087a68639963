import { type MaterialContext, type MaterialSession, type MaterialSource, SecretBytes } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { contained } from './contained.ts';
import { misbehaved } from './misbehaved.ts';

const longestSession = 65_536;

/** Holds a material source to what it promised. */
export function guardMaterialSource(source: MaterialSource): MaterialSource {
  const who = `The material source of origin ${source.origin}`;
  const checkSession = (begun: MaterialSession): MaterialSession => {
    if (!SecretBytes.is(begun?.session) || begun.session.length > longestSession) {
      throw misbehaved(who, 'began without a session');
    }
    return begun;
  };
  const checkMaterial = (material: SecretBytes): SecretBytes => {
    if (!SecretBytes.is(material)) throw misbehaved(who, 'gave no secret bytes');
    return material;
  };
  return Object.freeze({
    origin: source.origin,
    immediate: source.immediate,
    begin: (context: MaterialContext, input: unknown) =>
      after(
        contained(who, () => source.begin(context, input)),
        checkSession,
      ),
    finish: (context: MaterialContext, session: SecretBytes, input: unknown) =>
      after(
        contained(who, () => source.finish(context, session, input)),
        checkMaterial,
      ),
  });
}
