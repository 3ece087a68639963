// Keeps a store open until it is killed.
import { loadSources, say } from './sources.mjs';

const [directory] = process.argv.slice(2);
const { LevelKeyStore } = await loadSources();
const store = await LevelKeyStore.open(directory);
await store.commit([{ path: 'held', expected: 0, value: Buffer.from('by another process') }]);
await say('open');
await new Promise(() => setInterval(() => undefined, 60_000));
