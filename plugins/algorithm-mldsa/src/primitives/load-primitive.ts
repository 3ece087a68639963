import type { ParameterSet } from '../parameter-sets.ts';
import { loadLiboqs } from './liboqs.ts';
import { loadNoble } from './noble.ts';
import type { Primitive, PrimitiveName } from './primitive.ts';

/**
 * Loads a primitive for one parameter set, on this thread.
 *
 * @throws Error if it is not installed, or has another form than expected.
 */
export function loadPrimitive(name: PrimitiveName, set: ParameterSet): Promise<Primitive> {
  return name === 'liboqs' ? loadLiboqs(set) : loadNoble(set);
}
