import { Token } from 'aws-cdk-lib';
import { quoted } from '../messages/quoted';
import { unstorable } from './unstorable';

/** What was found at a place where it can't be, and what could. */
export interface Fault {
  /** JSON pointer. */
  readonly path: string;
  readonly got: string;
  readonly expected: string;
  readonly mend: string;
}

const DEEPEST = 100;

/**
 * What in a value isn't plain JSON, or can't stand in a parameter of SSM; undefined where all of it can.
 * Tokens may stand for strings and numbers.
 */
export function plainJsonFault(value: unknown, path = '', depth = 0): Fault | undefined {
  if (depth > DEEPEST) {
    return { path: `${path.slice(0, 60)}...`, got: 'a value that goes on and on', expected: 'a value of a few levels', mend: 'write a flatter one' };
  }
  switch (typeof value) {
    case 'string':
      return textFault(value, path);
    case 'number':
      return Number.isFinite(value) ? undefined : { path, got: String(value), expected: 'a finite number', mend: 'write a finite one, or leave it out' };
    case 'boolean':
      return undefined;
    case 'object':
      return value === null ? undefined : membersFault(value, path, depth);
    default:
      return { path, got: typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`, expected: 'plain JSON', mend: 'give a value, or leave the member out' };
  }
}

function membersFault(value: object, path: string, depth: number): Fault | undefined {
  if (Token.isUnresolved(value) || !isPlain(value)) {
    return { path, got: 'an object that is not plain', expected: 'plain JSON, in which tokens stand for strings and numbers only', mend: 'write the value out' };
  }
  // Object.keys leaves out the holes of a list.
  for (const name of Array.isArray(value) ? [...value.keys()].map(String) : Object.keys(value)) {
    const at = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Array.isArray(value)) {
      if (name === '__proto__') return { path: at, got: quoted(name), expected: 'another name, since this one is reserved by JavaScript', mend: 'rename it' };
      if (isFunction(name, value)) {
        return { path: at, got: quoted(name), expected: 'no function of CloudFormation, for which a token stands as text', mend: 'write the value out' };
      }
      if (name.startsWith('$')) {
        return { path: at, got: quoted(name), expected: 'no name that starts with $, since each limit stands for itself', mend: 'write out what it refers to, or remove it' };
      }
    }
    const fault = textFault(name, at) ?? plainJsonFault((value as Record<string, unknown>)[name], at, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function textFault(text: string, path: string): Fault | undefined {
  const refused = unstorable(text);
  return refused === undefined ? undefined : { path, got: quoted(text), expected: `no ${refused}`, mend: 'write it another way' };
}

/** As CloudFormation and the CDK write them. */
function isFunction(name: string, value: object): boolean {
  return name.startsWith('Fn::') || (name === 'Ref' && typeof (value as Record<string, unknown>)[name] === 'string' && Object.keys(value).length === 1);
}

/** Works for objects of other realms too. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
