import type { Agent } from 'node:http';

/** The HTTP connections of one job: reused between its requests, and closed at its end. */
export class Connections {
  private readonly agents = new Map<string, Agent>();

  async agentFor(url: URL): Promise<Agent> {
    const known = this.agents.get(url.protocol);
    if (known !== undefined) return known;
    // Loaded on demand, because most jobs do not use the network.
    const { Agent } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = new Agent({ keepAlive: true });
    this.agents.set(url.protocol, agent);
    return agent;
  }

  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
  }
}
