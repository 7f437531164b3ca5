import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../../local/process-runner/wait-for';

const TABS = { tasks: 'taskList', graph: 'dependencyGraph', workers: 'workerList', resources: 'resourceList' } as const;

/** Luigi's own pages, handled as a person does: by what is seen and clicked. */
export class Visualiser {
  constructor(readonly page: Page, private readonly origin: string) {}

  /** Opens the task list and waits until all of it is there. */
  async open(fragment = ''): Promise<void> {
    // Another fragment alone would not load the page anew.
    await this.page.goto('about:blank');
    await this.page.goto(`${this.origin}/static/visualiser/index.html${fragment}`);
    await this.untilLoaded();
  }

  /** Waits until every list has been answered: a question mark stands in a box until then. */
  async untilLoaded(): Promise<void> {
    await waitFor(() => this.page.evaluate(`(() => {
      const boxes = [...document.querySelectorAll('.status-info .info-box-number')];
      return boxes.length > 0 && boxes.every((box) => box.textContent !== '?');
    })()`), { what: 'every list of the visualiser is there' });
    await this.page.locator('#familySidebar .sidebar-menu').first().waitFor({ state: 'attached' });
  }

  /** The number in a status box, such as DONE. */
  async count(status: string): Promise<number> {
    return Number(await this.page.locator(`#${status}_info .info-box-number`).textContent());
  }

  /** Shows only rows with that text, by the page's own filter. */
  async filter(text: string): Promise<void> {
    await this.page.locator('#taskTable_filter input').fill(text);
  }

  /** Families of the rows that are shown. */
  async families(): Promise<string[]> {
    return this.page.locator('#taskTable tbody tr td:nth-child(2)').allTextContents();
  }

  /** The row of one task. */
  row(text: string): Locator {
    return this.page.locator('#taskTable tbody tr', { hasText: text });
  }

  /** Another tab, by its link. */
  async tab(name: keyof typeof TABS): Promise<void> {
    await this.page.locator(`.js-nav-link[data-tab="${TABS[name]}"]`).click();
    await this.page.locator(`#${TABS[name]}.active`).waitFor({ state: 'attached' });
  }

  /** Opens the dependency graph of a task and waits for so many nodes. */
  async openGraph(taskId: string, visType: 'svg' | 'd3', least: number): Promise<void> {
    await this.open(`#tab=graph&taskId=${encodeURIComponent(taskId)}&visType=${visType}`);
    await waitFor(async () => (await this.nodes()).length >= least, { what: `${least} nodes are drawn` });
  }

  /** Names of the nodes that are drawn, sorted. */
  async nodes(): Promise<string[]> {
    const names = await this.page.locator('#graphPlaceholder .graph-node-a text, #graphPlaceholder .taskNode .name').allTextContents();
    return names.sort();
  }
}
