import { asList, covers, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, shown, text } from '../../../../cloudformation/read';
import { target } from '../../../../cloudformation/template';
import { concatenate, Reference, Text, Unknown, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { TASK_DEFINITION } from '../support/containers';
import { overlap } from '../support/globs';
import { permissionsOf, roleMeant } from '../support/role-permissions';
import { cloudFormation } from '../support/sources';

const READS = ['ssm:getparameter', 'ssm:getparameters', 'ssm:getparametersbypath'];
const WRITES = ['ssm:putparameter', 'ssm:deleteparameter', 'ssm:deleteparameters'];

/** AWS's policies that allow both of every parameter, and those that allow reading them. */
const FULL = /(^|\/)(AdministratorAccess|PowerUserAccess|AmazonSSMFullAccess)$/;
const READING = /(^|\/)(AmazonSSMReadOnlyAccess|ReadOnlyAccess|AmazonSSMManagedInstanceCore|AmazonEC2RoleforSSM)$/;

/** What single parameters that decide who may do what are called; others may be a task's own notes. */
const ABOUT_ACCESS = /access|mapping|permission|polic(y|ies)|grant|role|auth/i;

/** A task that decides by what stands in parameters can't write them. */
export const MAPPING_READER_CANNOT_WRITE_MAPPINGS: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'MappingReaderCannotWriteMappings',
  info: 'The task may write the same Systems Manager parameters that it may read.',
  explanation: 'A task that reads from parameters who may do what, as a Luigi gateway reads its mappings, could grant itself and others anything once somebody is in it (CC6.3: separation of duties). Let its role read them only, and give writing to the people or the pipeline that answer for them.',
  sources: [
    cloudFormation(TASK_DEFINITION), cloudFormation('AWS::IAM::Policy'),
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html',
  ],
  resourceTypes: [TASK_DEFINITION],
  check: (resource, { estate }) => {
    const role = roleMeant(resource.get('TaskRoleArn'), estate);
    if (role === undefined) return NOT_APPLICABLE;
    const { statements, awsPolicies, isPartial } = permissionsOf(role, estate);
    if (awsPolicies.some((name) => FULL.test(name))) return NON_COMPLIANT;
    const read = [...parametersOf(statements, READS).filter(isPathOrAboutAccess), ...awsPolicies.some((name) => READING.test(name)) ? ['*'] : []];
    if (read.length === 0) return NOT_APPLICABLE;
    const written = parametersOf(statements.filter((statement) => !isDenied(statement, statements)), WRITES);
    if (meet(read, written, literally)) return NON_COMPLIANT;
    return meet(read, written, asWildcard) || isPartial && written.length === 0 ? unresolved('TaskRoleArn') : COMPLIANT;
  },
};

type Shape = (part: Unknown) => string;

/** The same expression is the same text. */
const literally: Shape = ({ shown: expression }) => `\u0001${expression}\u0001`.replace(/[*?]/g, '\u0002');

/** What isn't known may be anything, but for the names of places. */
const asWildcard: Shape = (part) => part.shown.startsWith('AWS::') ? literally(part) : '*';

function meet(read: readonly Value[], written: readonly Value[], shape: Shape): boolean {
  return written.some((other) => read.some((one) => overlap(nameOf(one, shape), nameOf(other, shape))));
}

/** Mappings are read as whatever lies under a path. */
function isPathOrAboutAccess(parameter: Value): boolean {
  return /[*?]/.test(shown(parameter)) || parameter instanceof Unknown || ABOUT_ACCESS.test(nameOf(parameter, literally));
}

/** Resources of the statements that allow one of some actions. Listing a path also reads all that lies below. */
function parametersOf(all: readonly Statement[], actions: readonly string[]): readonly Value[] {
  return all.filter(({ allows, isCertain }) => allows || !isCertain).flatMap((statement) => {
    if (!actions.some((action) => names(statement, action))) return [];
    if (!isAbsent(statement.raw.NotResource)) return ['*'];
    const byPath = actions === READS && names(statement, 'ssm:getparametersbypath');
    return statement.resources.filter(isAboutParameters).flatMap((parameter) => byPath ? [parameter, below(parameter)] : [parameter]);
  });
}

function names({ actions, raw }: Statement, action: string): boolean {
  const but = asList(raw.NotAction).map((name) => text(name) ?? '');
  return actions.some((pattern) => covers(pattern, action)) || but.length > 0 && !but.some((pattern) => covers(pattern, action));
}

/** A statement on tables, say, allows nothing with parameters whatever its actions. */
function isAboutParameters(value: Value): boolean {
  const first = value instanceof Text ? value.parts[0] : value;
  if (first instanceof Reference && target(first)?.type.startsWith('AWS::SSM::') === false) return false;
  const known = shown(value);
  return !/^arn:/.test(known) || /:ssm:|:\*:/.test(known);
}

/** Whether all that a statement lets somebody write is denied again, without conditions. */
function isDenied({ resources }: Statement, all: readonly Statement[]): boolean {
  return all.some((other) => other.isCertain && !other.allows && isAbsent(other.raw.Condition) && WRITES.every((action) => names(other, action))
    && resources.every((resource) => other.resources.some((denied) => text(denied) === '*' || shown(denied) === shown(resource))));
}

function below(parameter: Value): Value {
  return concatenate([parameter, '/*']);
}

/** A parameter's name, or a pattern of names, without what stands before it in an ARN. */
function nameOf(value: Value, shape: Shape): string {
  const whole = (value instanceof Text ? value.parts : [value]).map((part) => {
    if (part instanceof Unknown) return shape(part);
    if (!(part instanceof Reference)) return shown(part);
    const name = text(target(part)?.get('Name'));
    // The Ref of a parameter is its name.
    return name === undefined || part.attribute !== undefined ? part.shown : name;
  }).join('');
  const name = /^[*]+$/.test(whole) ? whole : whole.replace(/^.*:parameter\/?/, '').replace(/^arn:.*:\*$/, '*');
  return name.replace(/^\//, '').replace(/\/{2,}/g, '/');
}
