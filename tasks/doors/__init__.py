"""What every door of the room shares: fields, parameters, one storing per form, who runs what when."""
