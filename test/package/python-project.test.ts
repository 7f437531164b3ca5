import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure } from '../../local/setup/ensure';
import { packWheel } from '../support/package/pack';
import { run } from '../support/package/run';
import { synth, type Synthesised } from '../support/package/synth';

const APP = `
import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm, aws_ec2 as ec2
from cdk_lighttpd_luigi import Authentication, LuigiPrincipal, LuigiService, MachineAuthentication

app = cdk.App()
stack = cdk.Stack(app, "Luigi")
service = LuigiService(
    stack, "Luigi",
    vpc=ec2.Vpc(stack, "Vpc"),
    domain_name="luigi.example.com",
    certificate=acm.Certificate.from_certificate_arn(
        stack, "Certificate", stack.format_arn(service="acm", resource="certificate", resource_name="x")),
    authentication=Authentication.cognito_user_pool(),
    machine_authentication=[
        MachineAuthentication.aws_iam(
            issuer="https://1a2b3c4d.tokens.sts.global.api.aws", allowed_role_arns=["arn:aws:iam::111122223333:role/ci/*"]),
        MachineAuthentication.github_actions(owner="acme", required_claims={"environment": "production"}),
        MachineAuthentication.jwt(name="own", issuer="https://id.example.com", client_claim="azp", clients=["nightly"]),
    ],
)
service.map_role("Machines", view=["etl.*"], principals=[
    LuigiPrincipal.iam_roles_under_path("111122223333", "ci"), LuigiPrincipal.claim("github", "repository", "acme/etl"),
    LuigiPrincipal.client("own", "nightly"),
])
service.map_role("DataEngineers", principals=[LuigiPrincipal.group("data-engineers")], view=["*"], operate=["etl.*"])
app.synth()
`;

describe('in an empty Python project, the package', () => {
  let folder: string;
  let made: Synthesised;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'python-project-'));
    const { 'python-package': cdk } = await ensure(['python-package']);
    const wheel = packWheel(folder);
    run(folder, join(cdk, 'bin/python'), ['-m', 'venv', 'venv']);
    // Its dependencies, pinned by hashes, lie in an environment that outlives this test; pip sees them as installed.
    const site = (environment: string): string => join(environment, 'lib', readdirSync(join(environment, 'lib'))[0] as string, 'site-packages');
    writeFileSync(join(site(join(folder, 'venv')), 'cdk.pth'), `${site(cdk)}\n`);
    // Without an index: fails where what the wheel demands is not what is there.
    run(folder, join(folder, 'venv/bin/python'), ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-index', wheel]);
    writeFileSync(join(folder, 'app.py'), APP);
    made = synth(folder, 'venv/bin/python app.py');
  }, 900_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('installs and synthesises', () => {
    for (const type of ['AWS::ECS::Service', 'AWS::WAFv2::WebACL', 'AWS::SSM::Parameter']) expect(made.resourceTypes).toContain(type);
    // Of each issuer of machines' tokens, and of the login.
    expect(made.resourceTypes.filter((type) => type === 'AWS::ElasticLoadBalancingV2::ListenerRule')).toHaveLength(3 + 3);
  });

  test('brings all that Docker needs to build the three images', () => {
    expect(made.imageContexts).toHaveLength(3);
    expect(made.imageContexts.flat()).toEqual(expect.arrayContaining(['gateway/dist/gateway.js', 'lighttpd/lighttpd.conf', 'luigid/luigid/__main__.py']));
  });
});
