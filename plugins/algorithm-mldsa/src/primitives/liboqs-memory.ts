import type { LiboqsModule } from './liboqs-module.ts';

/** Pieces that were copied into the memory of a module, in one block. */
export interface Block<Pieces extends readonly Uint8Array[]> {
  /** Where each piece begins. */
  readonly addresses: { readonly [Index in keyof Pieces]: number };
  /** Gives the block back; it is not overwritten. */
  free(): void;
}

/** Copies `pieces` into memory of the module. */
export function place<const Pieces extends readonly Uint8Array[]>(module: LiboqsModule, pieces: Pieces): Block<Pieces> {
  const start = module.malloc(pieces.reduce((length, piece) => length + piece.length, 1));
  if (start === 0) throw new Error('there is no memory left for liboqs');
  let next = start;
  const addresses = pieces.map((piece) => {
    const address = next;
    module.memory().set(piece, address);
    next += piece.length;
    return address;
  });
  return { addresses: addresses as unknown as Block<Pieces>['addresses'], free: () => void module.free(start) };
}
