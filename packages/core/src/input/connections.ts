import type { Agent } from 'node:http';

/** The connections of one job: kept between its requests, gone with it. */
export class Connections {
  private readonly agents = new Map<string, Agent>();

  async agentFor(url: URL): Promise<Agent> {
    const known = this.agents.get(url.protocol);
    if (known !== undefined) return known;
    // Only jobs that read over the network pay for loading these modules.
    const { Agent } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = new Agent({ keepAlive: true });
    this.agents.set(url.protocol, agent);
    return agent;
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
  }
}
