// pi's tool calls, judged by the gateway before they run. pi blocks a call whose handler throws.
import { ask, type Place } from "../node/gateway.ts";

interface Context {
  cwd: string;
  hasUI: boolean;
  ui: { confirm(title: string, message: string): Promise<boolean> };
  sessionManager: { getSessionId(): string };
}

interface ToolCall {
  toolCallId: string;
  toolName: string;
  input: unknown;
}

interface Pi {
  on(
    event: "tool_call",
    handler: (event: ToolCall, context: Context) => Promise<{ block: true; reason: string } | undefined>,
  ): void;
  on(event: "input", handler: (event: { text: string }, context: Context) => Promise<undefined>): void;
}

export function gavel(pi: Pi, place: Place): void {
  pi.on("tool_call", async (event, context) => {
    const { decision, reason } = await ask(place, {
      hook_event_name: "tool_call",
      session_id: context.sessionManager.getSessionId(),
      cwd: context.cwd,
      tool_name: event.toolName,
      tool_use_id: event.toolCallId,
      tool_input: event.input,
    });
    if (decision === "allow" || decision === "abstain") return undefined;
    if (decision === "ask" && context.hasUI && (await context.ui.confirm("Gavel", reason))) return undefined;
    return { block: true, reason };
  });
  // The user's own words are remembered as what the calls are for; a failure stops nothing.
  pi.on("input", async (event, context) => {
    await ask({ ...place, hook: [...place.hook, "--prompt"] }, {
      hook_event_name: "prompt",
      session_id: context.sessionManager.getSessionId(),
      cwd: context.cwd,
      prompt: event.text,
    }).catch(() => {});
    return undefined;
  });
}
