"""What an agency does with a duty: logs, proves, explains, asks for time, sends."""
