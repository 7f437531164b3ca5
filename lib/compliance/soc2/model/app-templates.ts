import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CfnElement, CfnResource, DefaultTokenResolver, Reference, Stack, Stage, Token, Tokenization,
  type IFragmentConcatenator, type IPostProcessor, type IResolvable, type IResolveContext,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { linkExports } from '../../../cloudformation/exports';
import { FOREIGN_REFERENCE } from '../../../cloudformation/resolve';
import { Template, type RawTemplate } from '../../../cloudformation/template';

/**
 * The templates of all stacks of an app.
 * @param synthesised whether they have been written: reading them is quicker than putting them together once more. Before that, they are
 * taken as they stand, and references between stacks stay references.
 */
export function templatesOf(root: IConstruct, synthesised = false): ReadonlyMap<Stack, Template> {
  const elements = new Map<Stack, CfnElement[]>();
  for (const node of root.node.findAll()) {
    if (Stack.isStack(node) && !elements.has(node)) elements.set(node, []);
    if (CfnElement.isCfnElement(node)) elements.get(node.stack)?.push(node);
  }
  const templates = new Map([...elements].map(([stack, members]) => {
    const body = synthesised ? writtenBody(stack) : undefined;
    return [stack, body === undefined ? renderedTemplate(stack, members) : templateOf(stack, body, pathsOf(stack, members, body))];
  }));
  const byPath = new Map([...templates.values()].map((template) => [template.stack, template]));
  for (const template of templates.values()) template.referTo((stack) => byPath.get(stack));
  for (const [{ nestedStackParent: parent, nestedStackResource: resource }, template] of templates) {
    const parentTemplate = parent === undefined ? undefined : templates.get(parent);
    const nesting = resource === undefined ? undefined : parentTemplate?.resources.get(resource.stack.resolve(resource.logicalId) as string);
    if (nesting !== undefined) parentTemplate?.nest(nesting, template);
  }
  linkExports([...templates.values()]);
  return templates;
}

/** The template as synthesis wrote it. @returns `undefined` where it wrote none, or elsewhere */
function writtenBody(stack: Stack): RawTemplate | undefined {
  const outdir = Stage.of(stack)?.outdir;
  const file = outdir === undefined ? undefined : join(outdir, stack.templateFile);
  return file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as RawTemplate : undefined;
}

/** Paths by logical id. The command line of CDK has them written into the template; resolving is slower. */
function pathsOf(stack: Stack, elements: readonly CfnElement[], { Resources: resources = {} }: RawTemplate): ReadonlyMap<string, string> {
  const written = Object.entries(resources).flatMap(([logicalId, resource]): [string, string][] => {
    const path = resource.Metadata?.['aws:cdk:path'];
    return typeof path === 'string' ? [[logicalId, path]] : [];
  });
  const known = new Set(written.map(([, path]) => path));
  const others = elements.filter((element) => CfnResource.isCfnResource(element) && !known.has(element.node.path));
  return new Map([...written, ...others.map((element): [string, string] => [stack.resolve(element.logicalId) as string, element.node.path])]);
}

function renderedTemplate(stack: Stack, elements: readonly CfnElement[]): Template {
  const body: Record<string, Record<string, unknown>> = {};
  const resolver = new StackResolver(stack);
  const constructPaths = new Map<string, string>();
  for (const element of elements) {
    const rendered = (element as RendersItself)._toCloudFormation();
    const fragment = Tokenization.resolve(rendered, { scope: stack, resolver, preparing: false }) as object | undefined;
    for (const [section, members] of Object.entries(fragment ?? {}) as [string, Record<string, unknown>][]) {
      Object.assign(body[section] ??= {}, members);
      if (section === 'Resources') for (const logicalId of Object.keys(members)) constructPaths.set(logicalId, element.node.path);
    }
  }
  return templateOf(stack, body as RawTemplate, constructPaths);
}

function templateOf(stack: Stack, body: RawTemplate, constructPaths: ReadonlyMap<string, string>): Template {
  const known = (value: string) => Token.isUnresolved(value) ? undefined : value;
  return new Template({
    stack: stack.node.path, file: stack.templateFile, size: 0, body, constructPaths,
    environment: { account: known(stack.account), region: known(stack.region) },
    assumptions: new Map(),
  });
}

/** How every element tells CDK what it adds to the template; CDK keeps it out of its type declarations. */
interface RendersItself extends CfnElement {
  _toCloudFormation(): object;
}

/** Resolves as CloudFormation would see it, but for references to other stacks, which keep saying what they refer to. */
class StackResolver extends DefaultTokenResolver {
  public constructor(private readonly stack: Stack) {
    super(new Joined());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target) || token.target.stack === this.stack) {
      return super.resolveToken(token, context, postProcessor) as unknown;
    }
    const { stack, logicalId } = token.target;
    const attribute = token.displayName === 'Ref' ? [] : [token.displayName];
    return { [FOREIGN_REFERENCE]: [stack.node.path, stack.resolve(logicalId), ...attribute] };
  }
}

class Joined implements IFragmentConcatenator {
  public join(left: unknown, right: unknown): unknown {
    if (left === undefined) return right;
    if (right === undefined) return left;
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    return { 'Fn::Join': ['', [left, right]] };
  }
}
