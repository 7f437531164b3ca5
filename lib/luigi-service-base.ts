import { Resource, type IResource } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { AccessMapping, type AccessMappingOptions } from './access/access-mapping';
import { DeclaredJobs } from './access/declared-jobs';
import { grantManageMappings, grantReadMappings } from './access/mapping-grants';
import { grantShutOut } from './access/revocation-grant';
import { revocationParameterName } from './contract/parameter-names';
import { LuigiJob } from './jobs/luigi-job';
import type { LuigiJobDefaults } from './jobs/luigi-job-defaults';
import type { LuigiJobOptions } from './jobs/luigi-job-props';
import { WORKER_PORT } from './task/ports';

/** A Luigi service: made in this stack, or named by its attributes. */
export interface ILuigiService extends IResource, IConnectable {
  /**
   * Name of the service; part of the names of its parameters.
   * @attribute
   */
  readonly serviceName: string;

  /**
   * Name of the SSM parameter that says who is shut out, whatever their session or token says: `/luigi/<service>/control/revoked`.
   * No stack makes it: what was written in an emergency must not be overwritten by a deployment. Absent, nobody is shut out.
   */
  readonly revocationParameterName: string;

  /** What its jobs have in common unless they say otherwise: where they run, and what they use of the service. */
  readonly jobDefaults: LuigiJobDefaults;

  /** Runs of its jobs, and whose turn it is. Throws for a service of another stack that was named without it. */
  readonly runTable: ITable;

  /** Address for workers, on TLS: `https://workers.<namespace>:8444`. Throws for a service of another stack that was named without it. */
  readonly workerUrl: string;

  /**
   * Says who may see, operate or start what.
   * @param name of the mapping, also in records and on people's pages: 1 to 128 letters, digits and `_ . -`, without a dot at the beginning
   * @throws Error where the name is taken or can't be one, and for principals, patterns and limits that the gateway would not take
   */
  mapRole(name: string, options: AccessMappingOptions): AccessMapping;

  /**
   * Adds a job: a Luigi task that can be started with parameters.
   * @param name of the job: 1 to 64 lower-case letters, digits and inner hyphens; with the service's name at most 73
   * @throws Error where the name is taken or can't be one, and for properties that don't fit
   */
  addJob(name: string, options: LuigiJobOptions): LuigiJob;

  /**
   * Says that the service has a job, where it is made elsewhere, so that mappings may name it. Saying it again is no mistake.
   * @param name of the job: 1 to 64 lower-case letters, digits and inner hyphens
   * @param category of the job, likewise
   * @throws Error where either can't be a name, and where the job was declared with another category
   */
  declareJob(name: string, category: string): void;

  /**
   * Lets workers reach the worker lane.
   * @param worker the security group of what runs them, or whatever has one
   * @throws Error where the service was named by its attributes without its security group
   */
  allowWorkersFrom(worker: IConnectable): void;

  /**
   * Lets an administrator of access read, write and delete the service's mappings: these parameters and no others.
   * Whoever may do so may do everything on the service, by writing themselves a mapping.
   */
  grantManageMappings(grantee: IGrantable): Grant;

  /** Lets somebody read the service's mappings, with their history, for an audit: these parameters and no others. */
  grantReadMappings(grantee: IGrantable): Grant;

  /**
   * Lets somebody shut people and machines out, and let them in again: by the parameter `revocationParameterName`, and no other.
   * It gives nobody rights that a mapping doesn't.
   */
  grantShutOut(grantee: IGrantable): Grant;
}

/** What services that are made and services that are named by attributes have in common. */
export abstract class LuigiServiceBase extends Resource implements ILuigiService {
  public abstract readonly serviceName: string;
  public abstract readonly connections: Connections;
  public abstract readonly jobDefaults: LuigiJobDefaults;
  public abstract readonly runTable: ITable;
  public abstract readonly workerUrl: string;

  private readonly declaredJobs = new DeclaredJobs(this);

  public get revocationParameterName(): string {
    return revocationParameterName(this.serviceName);
  }

  public mapRole(name: string, options: AccessMappingOptions): AccessMapping {
    // Apart from the service's other children, and from what objects have by themselves: mappings may be called anything.
    const id = `Mapping-${name}`;
    const twin = this.node.tryFindChild(id);
    if (twin !== undefined) throw new Error(`access mapping ${name}: got the same name at ${twin.node.path}, expected another for the same service; rename one of them`);
    return new AccessMapping(this, id, { ...options, service: this, mappingName: name });
  }

  public addJob(name: string, options: LuigiJobOptions): LuigiJob {
    const id = `Job-${name}`;
    const twin = this.node.tryFindChild(id);
    if (twin !== undefined) throw new Error(`job ${name}: got the same name at ${twin.node.path}, expected another for the same service; rename one of them`);
    return new LuigiJob(this, id, { ...options, service: this, jobName: name });
  }

  public declareJob(name: string, category: string): void {
    this.declaredJobs.declare(name, category);
  }

  public allowWorkersFrom(worker: IConnectable): void {
    this.connections.allowFrom(worker, Port.tcp(WORKER_PORT), 'Luigi workers');
  }

  public grantManageMappings(grantee: IGrantable): Grant {
    return grantManageMappings(this, grantee);
  }

  public grantReadMappings(grantee: IGrantable): Grant {
    return grantReadMappings(this, grantee);
  }

  public grantShutOut(grantee: IGrantable): Grant {
    return grantShutOut(this, grantee);
  }
}
