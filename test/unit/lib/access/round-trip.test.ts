import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import { parseMapping } from '../../../../images/gateway/src/access/parse-mapping';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { RunPermission } from '../../../../lib/access/run-permission';
import { aService, onlyDocument } from '../../../support/access/luigi-service';

/** As CloudFormation puts it in: the role that the template makes. */
const ROLE = 'arn:aws:iam::111122223333:role/Stack-Nightly-1A2B3C';

test('what a construct grants is what the gateway allows: this and nothing else', () => {
  // given: a mapping in a template
  const { stack, service } = aService();
  service.declareJob('nightly', 'reports');
  const role = new iam.Role(stack, 'Nightly', { assumedBy: new iam.AccountRootPrincipal() });
  const limits = { day: { type: 'string', pattern: '^2026-' } };
  service.mapRole('DataEngineers', {
    description: 'Those who look after "etl" \\ and its neighbours\n(é)',
    principals: [LuigiPrincipal.group('data-engineers'), LuigiPrincipal.user('o"neill@example.com'), LuigiPrincipal.iamRole(role)],
    view: ['etl.*', 'Report'],
    operate: ['etl.daily.*'],
    run: [RunPermission.job('nightly', limits), RunPermission.category('reports')],
  });
  // when: deployed, and read by the gateway
  const text = onlyDocument(stack, (intrinsic) => {
    expect(intrinsic).toEqual({ 'Fn::GetAtt': [stack.getLogicalId(role.node.defaultChild as iam.CfnRole), 'Arn'] });
    return ROLE;
  });
  const mappings = new AccessMap([parseMapping('DataEngineers', text)]);
  // then
  for (const principal of ['group:data-engineers', 'user:o"neill@example.com', `role:${ROLE}`]) {
    const access = mappings.accessOf([principal]);
    expect(access.mappings).toEqual(['DataEngineers']);
    expect(['etl.Report', 'etl.daily.Job', 'Report', 'etl', 'other.Report', '*'].filter((family) => access.view.includes(family))).toEqual(['etl.Report', 'etl.daily.Job', 'Report']);
    expect(['etl.Report', 'etl.daily.Job', 'Report', '*'].filter((family) => access.operate.includes(family))).toEqual(['etl.daily.Job']);
    expect(access.run.map((grant) => ({ ...grant, parameters: { ...grant.parameters } }))).toEqual([{ category: 'reports', parameters: {} }, { job: 'nightly', parameters: limits }]);
    expect(access.applied[0]?.mapping.description).toBe('Those who look after "etl" \\ and its neighbours\n(é)');
  }
  for (const stranger of ['group:Data-Engineers', 'user:data-engineers', 'role:arn:aws:iam::111122223333:role/other']) {
    expect(mappings.accessOf([stranger]).mappings).toEqual([]);
  }
});
