import { basename } from 'node:path';
import { newDirectory } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';

/** Tells what the store asks of the disk, in order, while it replaces a state. */
const TOLD = `
import json, os, sys
from pathlib import Path
from luigid.store import StateStore

store = StateStore(Path(sys.argv[1]))
store.claim(0)
store.write(b"old")
asked = []
sync, rename = os.fsync, os.rename
def tell_sync(file):
    asked.append("sync " + os.path.basename(os.readlink(f"/proc/self/fd/{file}")))
    sync(file)
def tell_rename(one, other):
    asked.append(f"rename {Path(one).name} to {Path(other).name}")
    rename(one, other)
os.fsync, os.rename = tell_sync, tell_rename
store.write(b"new")
print(json.dumps([asked, store.read().decode()]))
`;

test('a state takes the place of the one before only once it is on the disk, and so does its name', async () => {
  const directory = newDirectory();
  expect(await inPython(TOLD, directory)).toEqual([['sync state.1.tmp', 'rename state.1.tmp to state.1', `sync ${basename(directory)}`], 'new']);
});
