// A model on loopback that answers every question of the judge with one line.
import http from 'node:http';

export class FakeJudge {
  constructor(answer) {
    this.answer = answer;  // (text of the question) -> "APPROVE: ..." or "DENY: ..."
    this.asked = 0;
  }

  // Resolves to the base_url for judge.json.
  begin() {
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (data) => { body += data; });
      request.on('end', () => {
        this.asked += 1;
        const content = this.answer(body);
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({
          id: 'x', object: 'chat.completion', model: 'fake-judge',
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
          usage: { prompt_tokens: 900, completion_tokens: 12, total_tokens: 912 },
        }));
      });
    });
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${this.server.address().port}/v1`)));
  }

  end() { this.server?.closeAllConnections(); this.server?.close(); }
}

export const userPolicy = (url) => ({
  version: 1,
  judge: { provider: 'openai', base_url: url, model: 'fake-judge', price: { input_per_mtok: 0.14, output_per_mtok: 0.28 } },
});
