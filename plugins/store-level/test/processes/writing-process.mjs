// Commits pairs of records until it is killed, and says of each pair when it is acknowledged.
import { loadSources, say } from './sources.mjs';

const [directory, round] = process.argv.slice(2);
const { LevelKeyStore } = await loadSources();
const store = await LevelKeyStore.open(directory);

async function write(writer) {
  for (let count = 0; ; count += 1) {
    const name = `${round}/${writer}/${count}`;
    const change = (side) => ({ path: `${side}/${name}`, expected: 0, value: Buffer.from(name.repeat(20)) });
    await store.commit([change('left'), change('right')]);
    await say(name);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
