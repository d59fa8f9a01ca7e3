"""Who is it? Names normalised and compared, every judgement with its reasons."""
