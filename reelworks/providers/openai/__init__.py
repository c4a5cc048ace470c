"""Any model behind chat completions in OpenAI's form: OpenAI, Gemini, Ollama, vLLM, OpenRouter."""
