import type { FamilyScope } from '../../access/family-scope';
import { unhurriedly } from './breathe';
import { membersOf, parseSlice, responseIn } from './json-bytes';
import { isVisible, ownMembers, type SerialisedTask } from './serialised-task';

/** A task outside the caller's view, met at the end of an edge. Has every member that the visualiser reads, and says nothing. */
const RESTRICTED: SerialisedTask = {
  name: 'restricted', display_name: 'restricted', status: 'UNKNOWN', start_time: 'UNKNOWN',
  params: {}, deps: [], workers: [], resources: {}, priority: 0,
};

/** Where the nodes of a graph are told: the bytes are parsed when needed, one node at a time. */
type Nodes = ReadonlyMap<string, readonly [start: number, end: number]>;

/**
 * luigid's answer to dep_graph or inverse_dep_graph, cut to what can be reached from the root through tasks that the scope holds.
 * Where an edge leaves the scope, a leaf without name, id or parameters stands. A root outside the scope is answered as
 * luigid answers an unknown one.
 */
export async function visibleGraphFrom(root: string, answer: Buffer, scope: FamilyScope): Promise<Buffer> {
  const nodes = await visibleNodes(answer, scope);
  return write(answer, nodes, nodes.has(root) ? [root] : []);
}

/** luigid's answer to graph: every visible task, with leaves as above where an edge leaves the scope. */
export async function visibleGraph(answer: Buffer, scope: FamilyScope): Promise<Buffer> {
  const nodes = await visibleNodes(answer, scope);
  return write(answer, nodes, nodes.keys());
}

async function visibleNodes(answer: Buffer, scope: FamilyScope): Promise<Nodes> {
  const nodes = new Map<string, readonly [number, number]>();
  for await (const { name, valueStart, end } of unhurriedly(membersOf(answer, responseIn(answer)))) {
    if (isVisible(nodeAt(answer, valueStart, end), scope)) nodes.set(name, [valueStart, end]);
  }
  return nodes;
}

/** The nodes reached from the roots, breadth first as luigid does. */
async function write(answer: Buffer, nodes: Nodes, roots: Iterable<string>): Promise<Buffer> {
  const reached = new Set(roots);
  const restricted = new RestrictedIds(nodes);
  const written: string[] = [];
  // A set's iteration also comes by what is added meanwhile
  for await (const id of unhurriedly(reached)) {
    const node = nodeAt(answer, ...nodes.get(id)!) as SerialisedTask;
    const deps = Array.isArray(node.deps) ? (node.deps as string[]) : [];
    const visible = deps.filter((dep) => nodes.has(dep));
    visible.forEach((dep) => reached.add(dep));
    // After the others, so that their place does not tell where their ids would sort
    const shown = [...visible, ...deps.filter((dep) => !nodes.has(dep)).map((dep) => restricted.idOf(dep))];
    written.push(`${JSON.stringify(id)}: ${JSON.stringify({ ...ownMembers(node), deps: shown })}`);
  }
  for (const id of restricted.all()) written.push(`${JSON.stringify(id)}: ${JSON.stringify(RESTRICTED)}`);
  return Buffer.from(`{"response": {${written.join(', ')}}}`);
}

function nodeAt(answer: Buffer, start: number, end: number): unknown {
  try {
    return parseSlice(answer, start, end);
  } catch {
    return undefined;
  }
}

/** Names for the unnamed: the same for the same task within one answer, and made of nothing but the order in which they are met. */
class RestrictedIds {
  private readonly ids = new Map<string, string>();
  private count = 0;

  constructor(private readonly taken: Nodes) {}

  idOf(taskId: string): string {
    const known = this.ids.get(taskId);
    if (known) return known;
    let id: string;
    do id = `restricted-${++this.count}`; while (this.taken.has(id));
    this.ids.set(taskId, id);
    return id;
  }

  all(): Iterable<string> {
    return this.ids.values();
  }
}
