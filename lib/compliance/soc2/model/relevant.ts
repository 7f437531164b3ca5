import type { RawTemplate } from '../../../cloudformation/template';

/** CDK's own note of what an app is made of; a condition leaves it out where a region has no such type. */
const NOTE_OF_CDK = 'AWS::CDK::Metadata';

/** What decides something about the resources of a template. */
export interface Relevant {
  /** Conditions that they name, or that those name; what a condition names stands before it. */
  readonly conditions: ReadonlySet<string>;
  /** What the conditions compare parameters with. */
  readonly compared: ReadonlyMap<string, readonly string[]>;
  /** Parameters whose value they contain. */
  readonly contained: ReadonlySet<string>;
  /** Parameters that are looked up in mappings, with the keys that all of those have. */
  readonly lookups: ReadonlyMap<string, readonly string[]>;
}

/** Reads a template once. */
export function relevantTo(template: RawTemplate): Relevant {
  const reader = new Reader(template);
  for (const resource of Object.values(template.Resources ?? {})) if (resource?.Type !== NOTE_OF_CDK) reader.read(resource);
  reader.read(template.Outputs);
  const { conditions, contained, lookups } = reader;
  return { conditions, contained, lookups, compared: new Map([...reader.compared].map(([name, values]) => [name, [...values].sort()])) };
}

class Reader {
  public readonly conditions = new Set<string>();
  public readonly compared = new Map<string, Set<string>>();
  public readonly contained = new Set<string>();
  public readonly lookups = new Map<string, readonly string[]>();
  private readonly begun = new Set<string>();

  public constructor(private readonly template: RawTemplate) {}

  /** A part of a resource. */
  public read(raw: unknown): void {
    if (Array.isArray(raw)) { raw.forEach((member) => { this.read(member); }); return; }
    if (typeof raw !== 'object' || raw === null) return;
    for (const [key, argument] of Object.entries(raw) as [string, unknown][]) {
      if (key === 'Fn::FindInMap') {
        this.lookup(argument);
        continue;
      }
      if (key === 'Condition' && typeof argument === 'string') this.condition(argument);
      if (key === 'Fn::If' && Array.isArray(argument)) this.condition(argument[0]);
      if (key === 'Ref' && typeof argument === 'string') this.contained.add(argument);
      if (key === 'Fn::Sub') this.substitution(argument);
      this.read(argument);
    }
  }

  private condition(name: unknown): void {
    if (typeof name !== 'string' || this.begun.has(name) || !Object.hasOwn(this.template.Conditions ?? {}, name)) return;
    this.begun.add(name);
    this.compare(this.template.Conditions?.[name]);
    this.conditions.add(name);
  }

  /** A part of a condition. */
  private compare(raw: unknown): void {
    if (Array.isArray(raw)) { raw.forEach((member) => { this.compare(member); }); return; }
    if (typeof raw !== 'object' || raw === null) return;
    for (const [key, argument] of Object.entries(raw) as [string, unknown][]) {
      if (key === 'Condition') this.condition(argument);
      if (key === 'Fn::FindInMap') this.lookup(argument);
      const name = key === 'Fn::Equals' && Array.isArray(argument) ? argument.map(refName).find((found) => found !== undefined) : undefined;
      const literal: unknown = name === undefined ? undefined : (argument as unknown[]).find((side) => typeof side !== 'object');
      if (name === undefined || literal === undefined) this.compare(argument);
      else this.compared.set(name, (this.compared.get(name) ?? new Set()).add(String(literal)));
    }
  }

  private substitution(argument: unknown): void {
    const [pattern] = Array.isArray(argument) ? argument as unknown[] : [argument];
    if (typeof pattern !== 'string') return;
    for (const [, name] of pattern.matchAll(/\$\{\s*([^!.}\s][^.}\s]*)\s*\}/g)) this.contained.add(name as string);
  }

  private lookup(argument: unknown): void {
    if (!Array.isArray(argument)) { this.read(argument); return; }
    const [map, first, ...rest] = argument as unknown[];
    const name = refName(first);
    const keys = typeof map === 'string' ? Object.keys(this.template.Mappings?.[map] ?? {}).sort() : [];
    if (name === undefined) this.read(first);
    else this.lookups.set(name, this.lookups.get(name)?.filter((key) => keys.includes(key)) ?? keys);
    this.read(rest);
  }
}

function refName(side: unknown): string | undefined {
  return typeof side === 'object' && side !== null && 'Ref' in side && typeof side.Ref === 'string' ? side.Ref : undefined;
}
