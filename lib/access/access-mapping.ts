import { Annotations, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { MachineAuthenticationConfig } from '../authentication/machine-authentication-config';
import { renderedProperties } from '../cloudformation/rendered';
import { ACCESS_MAPPING_MAX_BYTES, ACCESS_MAPPING_NAME } from '../contract/access-mapping-limits';
import { accessPath } from '../contract/parameter-names';
import type { ILuigiService } from '../luigi-service-base';
import { quoted } from '../messages/quoted';
import { AccessRegistry, type RegisteredMapping } from './access-registry';
import type { LuigiPrincipal } from './luigi-principal';
import { MappingDocument } from './mapping-document';
import { principalsOfNobody } from './principals-of-nobody';
import { readableText } from './resolved-text';
import type { RunPermission } from './run-permission';

/** Largest parameter of SSM's standard tier, in bytes. */
const STANDARD_TIER_BYTES = 4096;

/** What a mapping grants, and to whom. */
export interface AccessMappingOptions {
  /** Who holds the grants: at least one, at most 100, each once. */
  readonly principals: LuigiPrincipal[];
  /**
   * What the mapping is for, in a sentence of at most 500 characters. Those who hold it can read it.
   * @default - no description
   */
  readonly description?: string;
  /**
   * Task families that may be seen: exact, a namespace with all below it (`etl.*`), or `*`. At most 200.
   * @default - none
   */
  readonly view?: string[];
  /**
   * Task families that may be operated; `*` also operates the scheduler itself. Does not include `view`. At most 200.
   * @default - none
   */
  readonly operate?: string[];
  /**
   * Jobs, or categories of jobs, that may be started. They must be declared on the service somewhere in the app. At most 100.
   * @default - none
   */
  readonly run?: RunPermission[];
  /**
   * Whether the parameter is in SSM's advanced tier, which costs a little each month. SSM doesn't take a parameter back to the standard
   * tier: set this to keep it where it is once a large mapping has become small, or delete the mapping and make it anew.
   * @default - true where the document may take more than 4,096 bytes
   */
  readonly advancedTier?: boolean;
}

/** A mapping and the service that it is for. */
export interface AccessMappingProps extends AccessMappingOptions {
  /** The service. */
  readonly service: ILuigiService;
  /** Name of the mapping: 1 to 128 letters, digits and `_ . -`, without a dot at the beginning. Its case counts. */
  readonly mappingName: string;
}

/**
 * One mapping: an SSM parameter that the gateway reads every 30 seconds. Mappings add up, their order never matters,
 * and whoever is named by none may do nothing.
 *
 * A mapping that stands for nothing the gateway would take fails synthesis.
 */
export class AccessMapping extends Resource {
  /** Name of the mapping, also in records and on people's pages. */
  public readonly mappingName: string;
  /** Name of the SSM parameter. */
  public readonly parameterName: string;

  /** @throws Error for a name, principal or pattern that can't be one, where nobody is named, and where nothing is granted */
  public constructor(scope: Construct, id: string, props: AccessMappingProps) {
    super(scope, id);
    this.mappingName = checkedName(props.mappingName);
    this.parameterName = `${accessPath(props.service.serviceName)}/${this.mappingName}`;
    const document = documentOf(props);
    const stack = Stack.of(this);
    const parameter = new ssm.CfnParameter(this, 'Resource', {
      name: this.parameterName,
      type: 'String',
      tier: Lazy.string({ produce: () => (props.advancedTier ?? document.bytes(stack) > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard') }),
      description: `Access mapping ${this.mappingName} of the Luigi service ${props.service.serviceName}`,
      value: Lazy.uncachedString({ produce: () => stack.toJsonString(document.canonical(stack)) }),
    });
    const registry = AccessRegistry.of(this);
    const registered: RegisteredMapping = { scope: this, service: props.service, name: this.mappingName, document };
    registry.addMapping(registered);
    this.warnOfNobody(document, registry.issuersOf(props.service));
    this.node.addValidation({
      validate: () => [
        ...overrideFaults(parameter, { Name: this.parameterName, Type: 'String', Value: stack.toJsonString(document.canonical(stack)) }),
        ...document.resolvedFaults(stack),
        ...placeFaults(stack, props.service),
        ...sizeFaults(document.bytes(stack)),
        ...twinFaults(registry, registered),
        ...jobFaults(registry, registered),
      ].map((fault) => `access mapping ${this.mappingName}: ${fault}`),
    });
  }

  /** Somebody may set the issuer up later, or have taken it away in an emergency: that must not stop a deployment. */
  private warnOfNobody(document: MappingDocument, issuers: readonly MachineAuthenticationConfig[] | undefined): void {
    for (const { principal, because } of issuers === undefined ? [] : principalsOfNobody(document.principals, issuers)) {
      Annotations.of(this).addWarningV2('cdk-lighttpd-luigi:principalOfNobody', `access mapping ${this.mappingName}: nobody can call as ${readableText(Stack.of(this).resolve(principal))}: ${because}; mend the principal, or set the issuer up`);
    }
  }
}

function checkedName(name: string): string {
  // Files that begin with a dot are passed over where mappings lie in a directory, and a copy of them would grant less.
  if (!Token.isUnresolved(name) && ACCESS_MAPPING_NAME.test(name) && !name.startsWith('.')) return name;
  throw new Error(`got the mapping name ${quoted(name)}, expected 1 to 128 letters, digits, dots, hyphens or underscores, without a dot at the beginning; rename it`);
}

function documentOf(props: AccessMappingProps): MappingDocument {
  try {
    return new MappingDocument(props);
  } catch (error) {
    throw new Error(`access mapping ${props.mappingName}: ${(error as Error).message}`);
  }
}

/** What an override says would not be in the access matrix. */
function overrideFaults(parameter: ssm.CfnParameter, meant: { readonly [property: string]: string }): string[] {
  const rendered = renderedProperties(parameter);
  const resolved = Stack.of(parameter).resolve(meant) as { readonly [property: string]: unknown };
  return Object.keys(meant).filter((property) => JSON.stringify(rendered[property]) !== JSON.stringify(resolved[property]))
    .map((property) => `got another ${property} of its parameter than its own, expected none: the access matrix would show what is not so; take the override away`);
}

function placeFaults(stack: Stack, service: ILuigiService): string[] {
  return (['account', 'region'] as const).filter((what) => {
    const [mine, its] = [stack[what], service.env[what]];
    return mine !== its && !Token.isUnresolved(mine) && !Token.isUnresolved(its);
  }).map((what) => `got a stack in the ${what} ${stack[what]}, expected ${service.env[what]}, where the service is; make the mapping in a stack there`);
}

function sizeFaults(bytes: number): string[] {
  return bytes <= ACCESS_MAPPING_MAX_BYTES ? [] : [`got a document of ${bytes} bytes, expected at most ${ACCESS_MAPPING_MAX_BYTES}; spread it over several mappings`];
}

function twinFaults(registry: AccessRegistry, mapping: RegisteredMapping): string[] {
  return registry.twinsOf(mapping).map(({ scope }) => `got the same name at ${scope.node.path}, expected another for the same service; rename one of them`);
}

function jobFaults(registry: AccessRegistry, { service, document }: RegisteredMapping): string[] {
  const known = registry.jobsOf(service);
  const faults = (what: string, wanted: readonly (string | undefined)[], names: readonly string[]): string[] => {
    const list = names.length === 0 ? 'of which there are none' : `such as ${[...new Set(names)].sort().slice(0, 10).join(', ')}`;
    return [...new Set(wanted)].filter((name) => name !== undefined && !Token.isUnresolved(name) && !names.includes(name))
      .map((name) => `got leave to run the ${what} ${name}, expected a ${what} that is declared on the service, ${list}; mend the name, or declare it with service.declareJob()`);
  };
  return [
    ...faults('job', document.run.map(({ job }) => job), [...known.keys()]),
    ...faults('category', document.run.map(({ category }) => category), [...known.values()]),
  ];
}
